import { acme } from '../../dev/scenario/src/index.ts'
import { policyTemplates, requirementKeys } from '../../packages/policy/src/index.ts'
import { parseToml } from '../../packages/policy/src/toml/parse-toml.ts'
import { type Care, careful, careless, makeDocument } from './document.ts'
import { grownPolicies } from './grown-policies.ts'
import { mutateText, nodeOf, renderMutated } from './mutate.ts'
import { type Random, seeded } from './random.ts'
import { type Node, render } from './render.ts'

/** Policies as people write them: what edits start from. */
const realPolicies: readonly string[] = [
  ...policyTemplates.flatMap(({ contents, asPublished }) => (asPublished === undefined ? [contents] : [contents, asPublished])),
  ...acme.policies.map(({ contents }) => contents),
  ...requirementKeys.map(({ example }) => example),
  ...grownPolicies,
]

/** `count` documents, always the same for a seed: grown from the schema, and real ones with edits of their tree or their letters. */
export function generate(seed: number, count: number, options: { keys?: readonly string[]; careful?: boolean } = {}): string[] {
  const random = seeded(seed)
  return Array.from({ length: count }, () => one(random, options.careful ? careful : careless, options.keys))
}

function one(random: Random, care: Care, keys?: readonly string[]): string {
  const roll = random.next()
  if (keys || roll < 0.45) return render(makeDocument(random, care, keys), random)
  const real = random.chance(0.5) ? random.pick(grownPolicies) : random.pick(realPolicies)
  if (roll < 0.8) {
    const tree = treeOf(real)
    if (tree) return renderMutated(tree, random)
  }
  return mutateText(real, random)
}

function treeOf(text: string): Map<string, Node> | undefined {
  const parsed = parseToml(text)
  const root = parsed.ok ? nodeOf(parsed.root) : undefined
  return root instanceof Map ? root : undefined
}
