/* Makes the form of the chat page livelier: without this script everything works, one page at a time. */
"use strict";
(() => {
  const form = document.getElementById("compose");
  const field = document.getElementById("text");
  const list = document.getElementById("bubbles");
  const status = document.getElementById("status");
  if (!form || !field || !list || !status || !window.fetch) return;
  const words = form.dataset;
  const TRIES = 4; // the first and three more
  const PATIENCE = 40000; // milliseconds for one try
  const MARKS = /\*\*([^\s*](?:[^*\n]*[^\s*])?)\*\*|\*([^\s*](?:[^*\n]*[^\s*])?)\*/g;
  const NUMBER = /^(?:\d ?){2,7}\d$/;
  let queue = Promise.resolve(); // one message at a time, in order
  let unsent = null; // what did not get through, so that it keeps its id

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const newId = () => {
    if (window.crypto && crypto.randomUUID) return crypto.randomUUID();
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
  };

  const lines = (parent, text) => {
    text.split("\n").forEach((line, index) => {
      if (index) parent.append(element("br"));
      parent.append(document.createTextNode(line));
    });
  };

  // `**bold**` and `*emphasis*`, as bot/web/markup.py reads them
  const marked = (parent, text) => {
    let at = 0;
    for (const match of text.matchAll(MARKS)) {
      lines(parent, text.slice(at, match.index));
      if (match[1] && NUMBER.test(match[1])) {
        const strong = element("strong");
        const link = element("a", "", match[1]);
        link.href = "tel:" + match[1].replaceAll(" ", "");
        strong.append(link);
        parent.append(strong);
      } else {
        parent.append(element(match[1] ? "strong" : "em", "", match[1] || match[2]));
      }
      at = match.index + match[0].length;
    }
    lines(parent, text.slice(at));
  };

  const bubble = (text, citizen, buttons, language) => {
    const item = element("li", "bubble " + (citizen ? "citizen" : "vejviser"));
    if (!citizen && language) item.lang = language;
    item.append(element("p", "who", citizen ? words.you : words.name));
    const body = element("div", "text");
    if (citizen) body.textContent = text || words.empty;
    else marked(body, text || "");
    item.append(body);
    if (buttons && buttons.length) {
      const group = element("div", "choices");
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", words.choices);
      for (const { title, payload } of buttons) {
        const button = element("button", "choice", title);
        button.type = "button";
        button.value = payload;
        group.append(button);
      }
      item.append(group);
    }
    list.append(item);
    return item;
  };

  const wait = (ms) => new Promise((done) => setTimeout(done, ms));

  const post = async (id, text) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch("/chat", {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-Vejviser": "chat" },
        body: JSON.stringify({ client_id: id, text }),
        signal: stop.signal,
      });
      if (response.status >= 400 && response.status < 500 && response.status !== 429) return { refused: true };
      if (!response.ok) throw new Error("status " + response.status);
      return await response.json();
    } finally {
      clearTimeout(timer);
    }
  };

  const unkept = (found) => found.answers.some((answer) => answer.custom && answer.custom.resend);

  // The answers, or null where the message did not get through in any try.
  const deliver = async (id, text) => {
    let last = null;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      if (attempt) {
        status.textContent = words.again;
        await wait(1000 * 2 ** (attempt - 1));
      }
      try {
        const found = await post(id, text);
        if (found.refused) return null;
        if (!unkept(found)) return found;
        last = found;
      } catch (error) {
        last = last || null;
      }
    }
    return last;
  };

  const show = (found) => {
    const items = found.answers.map((answer) => bubble(answer.text, false, answer.buttons, found.language));
    if (!items.length) return;
    form.scrollIntoView({ block: "end" });
    if (items[0].getBoundingClientRect().top < 0) items[0].scrollIntoView({ block: "start" });
  };

  // `mine`: her bubble; `open`: the buttons she could have pressed; `typed`: the words came from the field
  const send = async (text, mine, open, typed) => {
    const id = unsent && unsent.text === text ? unsent.id : newId();
    const typing = setTimeout(() => { status.textContent = words.typing; }, 300);
    const found = await deliver(id, text);
    clearTimeout(typing);
    status.textContent = "";
    if (found) show(found);
    if (found && !unkept(found)) {
      unsent = null;
      return;
    }
    unsent = { id, text };
    if (!found) status.textContent = words.failed;
    mine.remove();
    for (const button of open) button.removeAttribute("aria-disabled");
    if (typed) field.value = field.value ? text + "\n" + field.value : text;
  };

  const queued = (text, label, typed) => {
    const open = [...list.querySelectorAll("button.choice:not([aria-disabled])")];
    for (const button of open) button.setAttribute("aria-disabled", "true");
    const mine = bubble(label, true);
    form.scrollIntoView({ block: "end" });
    queue = queue.then(() => send(text, mine, open, typed)).catch(() => { status.textContent = words.failed; });
  };

  const submit = () => {
    const text = field.value;
    field.value = "";
    field.focus();
    queued(text, text, true);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });

  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button.choice");
    if (!button) return;
    event.preventDefault();
    if (button.getAttribute("aria-disabled") !== "true") queued(button.value, button.textContent, false);
  });

  const leave = document.getElementById("leave");
  if (leave) leave.addEventListener("click", (event) => {
    event.preventDefault();
    window.location.replace(leave.href); // the back button does not lead here
  });

  document.getElementById("keys-help").hidden = false;
})();
