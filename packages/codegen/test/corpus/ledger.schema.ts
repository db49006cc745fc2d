import { defineSchema, procedure, stream, topic } from "@hawser/core";
import { z } from "zod";

// A bank's ledger: double entry, all amounts bigints, nothing optional that matters.

const AccountId = z
  .string()
  .regex(/^[A-Z]{2}\d{10}$/)
  .brand<"AccountId">()
  .meta({ id: "AccountId", brand: true });
const Currency = z.enum(["EUR", "USD", "GBP", "CHF"]);
const Money = z
  .object({ amount: z.bigint(), currency: Currency })
  .readonly()
  .brand<"Money">()
  .meta({ id: "Money", brand: true });

const Posting = z.object({ account: AccountId, amount: Money, side: z.enum(["debit", "credit"]) }).readonly();
const Transaction = z
  .object({
    id: z.bigint(),
    postings: z.array(Posting).min(2).readonly(),
    bookedAt: z.date(),
    valueOn: z.iso.date(),
    reference: z.string().max(140),
    reverses: z.bigint().nullable(),
  })
  .meta({ id: "Transaction", description: "Its debits and its credits are worth the same." });

const Account = z.object({
  id: AccountId,
  kind: z.enum(["asset", "liability", "equity", "income", "expense"]),
  currency: Currency,
  balance: Money,
  frozen: z.boolean(),
});

const Party = z.union([
  z.object({ name: z.string(), bornOn: z.iso.date() }),
  z.object({ company: z.string(), register: z.string() }),
]);

export default defineSchema({
  name: "ledger",
  auth: z.object({ certificate: z.instanceof(Uint8Array) }),
  metadata: { call: z.object({ operator: z.string(), reason: z.string().optional() }) },
  procedures: {
    accounts: {
      open: procedure({
        input: z.object({ kind: Account.shape.kind, currency: Currency, owner: Party }),
        output: Account,
        idempotent: true,
      }),
      get: procedure({
        input: z.object({ id: AccountId }),
        output: Account,
        errors: { NoSuchAccount: z.object({ id: AccountId }) },
      }),
      freeze: procedure({ input: z.object({ id: AccountId, frozen: z.boolean() }), output: Account }),
    },
    transactions: {
      book: procedure({
        description: "Books postings, all or none.",
        input: z.object({
          postings: z.array(Posting).min(2),
          reference: z.string().max(140),
          valueOn: z.iso.date().optional(),
        }),
        output: Transaction,
        errors: {
          Unbalanced: z.object({ difference: Money }),
          Overdrawn: z.object({ account: AccountId, missing: Money }),
          Frozen: z.object({ account: AccountId }),
        },
        idempotent: { windowMs: 86_400_000 },
      }),
      reverse: procedure({ input: z.object({ id: z.bigint() }), output: Transaction }),
      statement: procedure({
        input: z.object({ account: AccountId, from: z.iso.date(), to: z.iso.date() }),
        output: stream(z.object({ transaction: Transaction, balance: Money })),
      }),
    },
    trialBalance: procedure({
      input: z.object({ at: z.date().optional() }),
      output: z.record(Currency, z.object({ debit: z.bigint(), credit: z.bigint() })),
    }),
  },
  topics: {
    booked: topic({
      params: z.object({ account: AccountId }),
      event: Transaction,
      history: { size: 1_000, ageMs: 86_400_000 },
    }),
  },
});
