import { EditorPage } from "../catalog/EditorPage.tsx";
import { ListPage } from "../catalog/ListPage.tsx";
import { NOUNS, type NounName } from "../catalog/nouns.ts";

/** Five nouns, one list and one editor: the table of nouns says what each is. */
export const listOf = (noun: NounName) => () => <ListPage noun={NOUNS[noun]} />;
export const editorOf = (noun: NounName) => () => <EditorPage noun={NOUNS[noun]} />;
