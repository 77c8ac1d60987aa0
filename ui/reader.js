// The document of a citation, opened at the quoted words; shares the names of page.js.

let reading = null;
const reader = () => one("#reader .reader");

function cardsOf(turn) {
  return [...document.querySelectorAll(`#sources section[data-turn="${turn}"] .source`)];
}

async function openReader({ turn, number }) {
  const cards = cardsOf(turn);
  const card = document.getElementById(`source-${turn}-${number}`);
  if (!card || !reader()) return;
  showSources(turn);
  reading = { turn, number };
  one("#side").classList.add("open");
  one("#reader .position").textContent = spoken("of", cards.indexOf(card) + 1, cards.length);
  for (const button of document.querySelectorAll("#reader .step"))
    button.disabled = !cards[cards.indexOf(card) + Number(button.dataset.step)];
  const body = one("#reader .body");
  body.innerHTML = '<div class="reading"><div></div><div></div><div></div></div>';
  reader().focus({ preventScroll: true });
  const asked = reading;
  const markup = await server.read_place(card.dataset.place);
  if (reading !== asked) return;
  // Made by the server, which escapes all that is not its own.
  body.innerHTML = markup;
  showPrinted(body);
  const words = body.querySelector("mark") ?? body.querySelector(".quoted");
  if (words) words.scrollIntoView({ block: "center" });
  else body.scrollTop = 0;
}

function stepReader({ step }) {
  const cards = cardsOf(reading.turn);
  const here = cards.findIndex((card) => card.id === `source-${reading.turn}-${reading.number}`);
  const next = cards[here + Number(step)];
  if (next) openReader({ turn: reading.turn, number: next.id.split("-")[2] });
}

function closeReader() {
  if (!reading) return;
  const { turn, number } = reading;
  leaveReader();
  backToAnswer({ turn, number });
}

function leaveReader() {
  reading = null;
  one("#side").classList.remove("open");
}

actions.push(
  [".mark, .read", (button) => openReader(button.dataset)],
  [".close-reader", closeReader],
  ["#reader .step", (button) => stepReader(button.dataset)],
);
document.addEventListener("keydown", (event) => {
  if (!reading || !event.target.closest?.("#reader")) return;
  if (event.key === "Escape") closeReader();
  else if (event.key === "ArrowRight") stepReader({ step: 1 });
  else if (event.key === "ArrowLeft") stepReader({ step: -1 });
});
