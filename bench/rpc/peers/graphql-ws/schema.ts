import { buildSchema } from "graphql";

/** GraphQL checks with its own types. */
export const schema = buildSchema(`
  type Query { none: Boolean }
  type Mutation {
    tiny(room: String!, text: String!): Tiny!
    echo(order: OrderInput!): Order!
  }
  type Tiny { id: Int! }
  ${orderTypes("type", "")}
  ${orderTypes("input", "Input")}
`);

function orderTypes(kind: "type" | "input", suffix: string): string {
  return `
    ${kind} Order${suffix} {
      id: String! number: Int! isPaid: Boolean! placedAt: Float! note: String!
      customer: Customer${suffix}! tags: [String!]! lines: [Line${suffix}!]!
    }
    ${kind} Customer${suffix} { name: String! email: String! city: String! country: String! }
    ${kind} Line${suffix} { sku: String! title: String! quantity: Int! price: Float! }
  `;
}
