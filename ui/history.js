// The conversations, kept in this browser only: one entry of localStorage each; shares the names of page.js.

const PREFIX = "conversation:";
let current = sessionStorage.getItem("conversation") ?? "";

function keptOf(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function keptConversations() {
  return Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map(keptOf)
    .filter((kept) => kept?.turns?.length)
    .sort((one, other) => other.changed - one.changed);
}

function keep(kept) {
  try {
    localStorage.setItem(PREFIX + kept.id, JSON.stringify(kept));
  } catch {
    say(spoken("full"));
  }
}

function setCurrent(id) {
  current = id;
  sessionStorage.setItem("conversation", id);
}

function keepShown() {
  const shown = element.querySelector(".kept");
  if (!shown) return element.querySelector(".welcome") ? setCurrent("") : undefined;
  const kept = JSON.parse(shown.dataset.kept);
  const before = keptOf(PREFIX + kept.id);
  const same = before && JSON.stringify(before.turns) === JSON.stringify(kept.turns);
  setCurrent(kept.id);
  if (!same) keep({ ...kept, named: before?.named, changed: Date.now() });
}

const nameOf = (kept) => kept.named || kept.name;

function listConversations() {
  const wanted = one("#history .search").value.toLowerCase();
  const all = keptConversations();
  const found = all.filter((kept) => JSON.stringify([nameOf(kept), kept.turns]).toLowerCase().includes(wanted));
  const template = one("#history template");
  one("#history ul").replaceChildren(
    ...found.map((kept) => {
      const item = template.content.cloneNode(true).firstElementChild;
      item.dataset.id = kept.id;
      item.querySelector(".name").textContent = nameOf(kept);
      item.querySelector("time").textContent = new Date(kept.changed).toLocaleDateString(spoken("language"));
      if (kept.id === current) item.querySelector(".name").setAttribute("aria-current", "true");
      return item;
    }),
  );
  one("#history .none").textContent = found.length ? "" : spoken(all.length ? "none found" : "none kept");
}

function openHistory() {
  one("#history .search").value = "";
  listConversations();
  one("#history dialog").showModal();
}

const keptNear = (button) => keptOf(PREFIX + button.closest("[data-id]").dataset.id);

function restore(kept) {
  one("#history dialog").close();
  leaveReader();
  trigger("restore", { kept: JSON.stringify(kept) });
}

function rename(button) {
  const item = button.closest("[data-id]");
  const form = item.querySelector("form");
  form.hidden = false;
  form.elements[0].value = nameOf(keptNear(button));
  form.elements[0].select();
}

function remove(button) {
  const { id } = button.closest("[data-id]").dataset;
  localStorage.removeItem(PREFIX + id);
  if (id === current) one("#restart").click();
  listConversations();
  one("#history .search").focus();
}

function exported(kept) {
  return `# ${nameOf(kept)}\n\n` + kept.turns.map((turn) => `## ${turn.question}\n\n${turn.markdown}\n`).join("\n");
}

function save(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) + (type.includes("json") ? ".json" : ".md");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

actions.push(
  ["#history-button", openHistory],
  ["#history .close", () => one("#history dialog").close()],
  ["#history .name", (button) => restore(keptNear(button))],
  ["#history .rename", rename],
  ["#history .delete", remove],
  ["#history .save-markdown", (button) => save(nameOf(keptNear(button)), exported(keptNear(button)), "text/markdown")],
  [
    "#history .save-json",
    (button) => save(nameOf(keptNear(button)), JSON.stringify(keptNear(button), null, 1), "application/json"),
  ],
);
document.addEventListener("input", (event) => event.target.matches?.("#history .search") && listConversations());
document.addEventListener("submit", (event) => {
  if (!event.target.matches("#history li form")) return;
  event.preventDefault();
  const kept = keptNear(event.target);
  keep({ ...kept, named: event.target.elements[0].value.trim() });
  listConversations();
});

const before = current && keptOf(PREFIX + current);
// The page arrives in English; with nothing to restore, this brings the words of the browser's language.
if (before || !navigator.language.startsWith("en")) trigger("restore", { kept: before ? JSON.stringify(before) : "" });
