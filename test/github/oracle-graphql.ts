/** GitHub's GraphQL schema: for checking AO's documents, and for the stand-in to execute on. */
import { schema as official } from "@octokit/graphql-schema";
import {
  buildSchema,
  type DocumentNode,
  getVariableValues,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  parse,
  validate,
} from "graphql";

let built: GraphQLSchema | undefined;

/** Built once, when first asked for (a quarter of a second). */
export function graphqlSchema(): GraphQLSchema {
  // The official text repeats fields, which graphql-js would refuse.
  built ??= buildSchema(official.idl, { assumeValid: true, assumeValidSDL: true });
  return built;
}

/** One line per problem of the document, or, when it has none, of its variables. */
export function checkDocument(document: string, variables: unknown): string[] {
  let parsed: DocumentNode;
  try {
    parsed = parse(document);
  } catch (error) {
    if (error instanceof GraphQLError) return [error.message];
    throw error;
  }
  const problems = validate(graphqlSchema(), parsed).map((error) => error.message);
  return problems.length > 0 ? problems : checkVariables(parsed, variables);
}

function checkVariables(document: DocumentNode, variables: unknown): string[] {
  const given = variables ?? {};
  if (typeof given !== "object" || Array.isArray(given)) return ["variables must be an object"];
  return document.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    const read = getVariableValues(graphqlSchema(), definition.variableDefinitions ?? [], {
      ...given,
    });
    return (read.errors ?? []).map((error) => error.message);
  });
}
