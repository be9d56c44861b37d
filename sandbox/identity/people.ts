/** A person who can sign in. Invented; the product knows them only by `sub`. */
export interface Person {
  sub: string;
  name: string;
  email: string;
  role?: "operator";
}

export const OPERATOR_SUBJECT = "operator-wang";

export const PEOPLE: readonly Person[] = [
  { sub: "customer-lin", name: "林知夏", email: "zhixia@example.com" },
  { sub: "customer-alex", name: "Alex Chen", email: "alex@example.com" },
  { sub: OPERATOR_SUBJECT, name: "王运营", email: "wang@example.com", role: "operator" },
];

export const personOf = (sub: string): Person | undefined =>
  PEOPLE.find((person) => person.sub === sub);
