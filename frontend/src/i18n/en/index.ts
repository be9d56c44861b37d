import common from "./common.json";
import credits from "./credits.json";
import menu from "./menu.json";
import pay from "./pay.json";
import rights from "./web-personal-rights.json";

export default { common, credits, menu, pay, "web-personal-rights": rights };
