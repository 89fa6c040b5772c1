// @ts-check
// The sheet of all keys, and the setting that switches those off that are one letter: who speaks to the computer, or
// strikes a key without meaning to, would do things by accident (WCAG 2.1.4).

/** @typedef {import("./keys.js").Hands} Hands */

/** @type {[string, [string[], string][]][]} */
const GROUPS = [
  [
    "Anywhere",
    [
      [["mod K"], "Search, go anywhere, do anything"],
      [["?"], "This sheet"],
      [["q"], "Add a todo"],
      [["/"], "Search"],
      [["z"], "Undo"],
      [["g i"], "Go to the inbox"],
      [["g t"], "Go to what is due today"],
      [["g u"], "Go to what is upcoming"],
      [["g d"], "Go to what is done"],
      [["g b"], "Go to the trash"],
    ],
  ],
  [
    "A todo",
    [
      [["j", "k"], "Next, previous"],
      [["x"], "Done, or not yet"],
      [["e", "Enter"], "Open"],
      [["d"], "When it is due"],
      [["p 1", "2", "3", "0"], "Priority, 0 for none"],
      [["l"], "Labels"],
      [["m"], "Move to another list"],
      [["Alt ↑", "Alt ↓"], "Move up, move down"],
      [["Backspace"], "Move to the trash"],
    ],
  ],
];

/** @param {Hands} hands */
export function showSheet({ make, openDialog, areOn, setOn, isMac }) {
  const named = (/** @type {string} */ key) => make("kbd", {}, key === "mod" ? (isMac ? "⌘" : "Ctrl") : key);
  const keys = (/** @type {string} */ way) => make("span", { class: "keys-pressed" }, ...way.split(" ").map(named));
  const row = (/** @type {[string[], string]} */ [ways, words]) =>
    make("tr", {}, make("th", { scope: "row" }, words), make("td", {}, ...ways.flatMap((way, at) => (at ? [" ", keys(way)] : [keys(way)]))));
  const tables = GROUPS.map(([title, rows]) => make("table", {}, make("caption", {}, title), make("tbody", {}, ...rows.map(row))));
  const box = make("input", { type: "checkbox", id: "single-keys", "aria-describedby": "single-keys-hint" });
  box.checked = areOn();
  box.addEventListener("change", () => setOn(box.checked));
  const close = make("button", { type: "button", class: "button button-quiet button-small" }, "Close");
  const dialog = make(
    "dialog",
    { class: "sheet", "aria-labelledby": "sheet-title" },
    make(
      "div",
      { class: "sheet-body" },
      make("div", { class: "sheet-head" }, make("h2", { id: "sheet-title" }, "Keyboard"), close),
      make("div", { class: "sheet-keys" }, ...tables),
      make("label", { class: "sheet-setting", for: "single-keys" }, box, make("span", {}, "Single keys")),
      make("p", { id: "single-keys-hint" }, "Without them, keys with Ctrl, ⌘ or Alt and this sheet’s ? stay. It counts for this browser."),
    ),
  );
  close.addEventListener("click", () => dialog.close());
  return openDialog(dialog);
}
