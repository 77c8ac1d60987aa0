// Runs once, when the conversation is on the page; Gradio provides element, trigger and watch.
// Every listener sits on the document, because the HTML inside is replaced with each answer.

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const wide = matchMedia("(min-width: 900px)");
const behavior = () => (calm.matches ? "auto" : "smooth");
const one = (selector) => document.querySelector(selector);
const sections = () => [...document.querySelectorAll("#sources section[data-turn]")];
const turns = () => [...element.querySelectorAll(".turn")];

function showSources(turn) {
  for (const section of sections()) section.hidden = section.dataset.turn !== turn;
}

function backToAnswer({ turn, number }) {
  const mark = one(`.mark[data-turn="${turn}"][data-number="${number}"]`) ?? one(`.to-sources[data-turn="${turn}"]`);
  mark?.focus({ preventScroll: true });
  mark?.scrollIntoView({ behavior: behavior(), block: "center" });
}

function listSources(turn) {
  showSources(turn);
  const heading = one(`#sources section[data-turn="${turn}"] h2`);
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ behavior: behavior(), block: "start" });
}

// What the page says by itself, in its language; {} stands for the values, in their order.
function spoken(name, ...values) {
  const words = JSON.parse(one("#words").dataset.words);
  return values.reduce((text, value) => text.replace("{}", value), words[name]);
}

function say(text) {
  const line = one("#said");
  line.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => (line.textContent = ""), 4000);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say(spoken("copied"));
  } catch {
    say(spoken("not copied"));
  }
}

function askWhy(button) {
  const why = button.closest("form").querySelector(".why");
  why.hidden = false;
  why.querySelector("input").focus();
}

function judge(form, helpful) {
  const reason = helpful ? "" : form.querySelector("input").value;
  trigger("judge", { turn: Number(form.dataset.turn), helpful, reason });
}

const actions = [
  [".back", (button) => backToAnswer(button.dataset)],
  [".to-sources", (button) => listSources(button.dataset.turn)],
  [".example", (button) => trigger("ask", { question: button.dataset.question })],
  [".stop", () => trigger("stop")],
  [".again", () => trigger("again")],
  [".edit", () => (trigger("edit"), one("#question textarea").focus())],
  [".copy", (button) => copy(button.dataset.copy)],
  [".not-helpful", askWhy],
  ['.judge[data-helpful="yes"]', (button) => judge(button.form, true)],
];

document.addEventListener("click", (event) => {
  for (const [selector, act] of actions) {
    const button = event.target.closest?.(selector);
    if (button) return act(button);
  }
});

document.addEventListener("keydown", (event) => {
  const back = event.key === "Escape" && event.target.closest?.(".source")?.querySelector(".back");
  if (back) backToAnswer(back.dataset);
});

// Beside the conversation, the sources are those of the answer in view.
let following = false;
element.closest("#conversation").addEventListener("wheel", () => (following = true), { passive: true });
element.closest("#conversation").addEventListener(
  "scroll",
  ({ currentTarget }) => {
    if (!following || !wide.matches) return;
    const box = currentTarget.getBoundingClientRect();
    const inView = turns().filter((turn) => turn.getBoundingClientRect().top < box.top + box.height / 2);
    const last = inView.at(-1);
    if (last) showSources(last.dataset.turn);
  },
  { passive: true },
);

document.addEventListener("submit", (event) => {
  if (!event.target.matches(".judging")) return;
  event.preventDefault();
  judge(event.target, false);
});

let known = 0;
watch("value", () => {
  document.documentElement.lang = element.querySelector("[role=status]").lang;
  keepShown();
  const all = turns();
  if (all.length > known) {
    following = false;
    leaveReader();
    one("#sources").scrollTop = 0;
    all.at(-1).scrollIntoView({ behavior: behavior(), block: "start" });
  }
  known = all.length;
});
