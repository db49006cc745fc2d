const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });
const wholeDollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
const percent = new Intl.NumberFormat("en-US", {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: "always",
});
const month = new Intl.DateTimeFormat("en-US", { month: "short", year: "numeric", timeZone: "UTC" });
const minute = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

export const formatPrice = (price: number): string => dollars.format(price);
export const formatWholePrice = (price: number): string => wholeDollars.format(price);
/** @param share 0.1 is +10% */
export const formatChange = (share: number): string => percent.format(share).replace("-", "\u2212");
export const formatMonth = (time: Date): string => month.format(time);
export const formatMinute = (time: Date): string => `${minute.format(time)} UTC`;
export const formatMagnitude = (magnitude: number): string => magnitude.toFixed(1);
