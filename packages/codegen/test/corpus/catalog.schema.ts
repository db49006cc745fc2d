import { defineSchema, procedure, stream } from "@hawser/core";
import { z } from "zod";

// A catalogue: pages of several things by one helper, facets, a product with options.

/** A page of anything. */
function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().min(0) });
}

const Image = z.object({ url: z.url(), alt: z.string(), width: z.int(), height: z.int() });

const Product = z
  .object({
    id: z.string(),
    slug: z.string().regex(/^[a-z0-9-]{1,40}$/),
    title: z.string(),
    description: z.string().describe("Markdown."),
    images: z.array(Image),
    thumbnail: Image.nullable(),
    price: z.object({ amount: z.number().min(0), currency: z.enum(["EUR", "USD", "JPY"]) }),
    attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    variants: z.array(
      z.object({ sku: z.string(), options: z.record(z.string(), z.string()), stock: z.int().nullable() }),
    ),
    rating: z.object({ average: z.number().min(0).max(5), count: z.int() }).optional(),
  })
  .meta({ id: "Product" });

const Category = z.object({ id: z.string(), title: z.string(), path: z.array(z.string()), cover: Image.nullable() });

const Review = z.object({
  author: z.string(),
  stars: z.literal([1, 2, 3, 4, 5]),
  text: z.string().optional(),
  photos: z.array(Image),
  writtenAt: z.date(),
});

const Page = { cursor: z.string().optional(), limit: z.int().min(1).max(100).default(20) };

export default defineSchema({
  name: "catalog",
  procedures: {
    products: {
      list: procedure({
        input: z.object({
          ...Page,
          category: z.string().optional(),
          sort: z.enum(["newest", "price", "rating"]).optional(),
        }),
        output: pageOf(Product),
      }),
      get: procedure({ input: z.object({ slug: z.string() }), output: Product.nullable() }),
      export: procedure({ description: "Everything, one after the other.", output: stream(Product) }),
    },
    categories: { list: procedure({ input: z.object(Page), output: pageOf(Category) }) },
    reviews: {
      list: procedure({ input: z.object({ ...Page, product: z.string() }), output: pageOf(Review) }),
      write: procedure({
        input: Review.omit({ author: true, writtenAt: true }).extend({ product: z.string() }),
        output: Review,
      }),
    },
    search: procedure({
      input: z.object({ text: z.string().max(200), filters: z.record(z.string(), z.array(z.string())).optional() }),
      output: z.object({
        hits: pageOf(Product),
        facets: z.array(z.object({ name: z.string(), values: z.map(z.string(), z.int()) })),
        suggestions: z.set(z.string()),
      }),
    }),
  },
});
