/* The courier's phone keeps its own stores and talks to its own addresses; imported before everything else. */
import { talkTo } from "../offline/link.js";
import { inSpace } from "../offline/vault.js";

inSpace("cuamo-giao");
talkTo("/giao/may/");
