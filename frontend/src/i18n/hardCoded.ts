import { type ESTree, Visitor } from "vite";

/**
 * The texts in a component that people read and that come from no language file: words between tags, literals shown as
 * children, literals in attributes that people read. What reaches the page by a variable or a function is seen only where
 * it reads like a sentence.
 */
export function hardCodedTexts(program: ESTree.Program): string[] {
  const found = new Map<number, string>(); // By place: a shown literal that is a sentence is one finding.
  const add = (node: Text) => found.set(node.start, textOf(node));
  const addShown = (nodes: Child[]) => nodes.flatMap(textsShownBy).forEach(add);
  const addSentence = (node: ESTree.Node) => {
    if (isText(node) && callsForDevelopers === 0 && SENTENCE.test(textOf(node))) add(node);
  };
  let callsForDevelopers = 0;
  const enter = (call: Call) => {
    if (isForDevelopers(call)) callsForDevelopers++;
  };
  const leave = (call: Call) => {
    if (isForDevelopers(call)) callsForDevelopers--;
  };

  new Visitor({
    JSXElement: (element) => addShown(element.children),
    JSXFragment: (fragment) => addShown(fragment.children),
    JSXAttribute: ({ name, value }) => {
      if (READ_ATTRIBUTES.has(nameOf(name))) addShown([value]);
    },
    Literal: addSentence,
    TemplateLiteral: addSentence,
    CallExpression: enter,
    "CallExpression:exit": leave,
    NewExpression: enter,
    "NewExpression:exit": leave,
  }).visit(program);
  return [...found.values()];
}

type Text = ESTree.JSXText | ESTree.StringLiteral | ESTree.TemplateLiteral;
type Call = ESTree.CallExpression | ESTree.NewExpression;
type Child = ESTree.Node | null;

/** Of HTML, of ARIA, of Solid, and the properties of our own components that end as one of those. */
const READ_ATTRIBUTES = new Set(
  [
    "title alt placeholder label summary",
    "aria-label aria-description aria-placeholder aria-roledescription aria-valuetext",
    "textContent innerText innerHTML children fallback",
    "desc heading text what",
  ].flatMap((names) => names.split(" ")),
);

const SENTENCE = /^\p{Lu}[\p{L}’']* \p{L}/u;
const FOR_DEVELOPERS = /^(\w*Error|invariant|console)$/;

/** The literals that are, or may become, what a child or an attribute shows. A function among the children draws them. */
function textsShownBy(node: Child): Text[] {
  switch (node?.type) {
    case "JSXText":
    case "Literal":
      return isText(node) ? [node] : [];
    case "TemplateLiteral":
      return [...(isText(node) ? [node] : []), ...node.expressions.flatMap(textsShownBy)];
    case "JSXExpressionContainer":
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
      return textsShownBy(node.expression);
    case "ConditionalExpression":
      return [node.consequent, node.alternate].flatMap(textsShownBy);
    case "LogicalExpression":
      return [node.left, node.right].flatMap(textsShownBy);
    case "BinaryExpression":
      return node.operator === "+" ? [node.left, node.right].flatMap(textsShownBy) : [];
    case "ArrayExpression":
      return node.elements.flatMap(textsShownBy);
    case "ArrowFunctionExpression":
      return textsShownBy(node.body);
    default:
      return [];
  }
}

/** Whether it is words: a letter of any script, `&nbsp;` aside. */
function isText(node: ESTree.Node): node is Text {
  const isLiteral = node.type === "Literal" && typeof node.value === "string";
  if (!isLiteral && node.type !== "JSXText" && node.type !== "TemplateLiteral") return false;
  return /\p{L}/u.test(textOf(node as Text).replaceAll(/&#?\w+;/g, ""));
}

function textOf(node: Text): string {
  const text =
    node.type === "TemplateLiteral"
      ? node.quasis.map(({ value }) => value.cooked ?? value.raw).join("…")
      : node.value;
  return text.trim().replaceAll(/\s+/g, " ");
}

/** Without the namespace: `attr:title` is a title. */
const nameOf = (name: ESTree.JSXAttributeName): string =>
  name.type === "JSXNamespacedName" ? name.name.name : name.name;

function isForDevelopers({ callee }: Call): boolean {
  const named = callee.type === "MemberExpression" ? callee.object : callee;
  return named.type === "Identifier" && FOR_DEVELOPERS.test(named.name);
}
