// Live updates of the chat page. Without this script the page still works: the
// form posts and the page comes back.
"use strict";

(() => {
  const posts = document.getElementById("posts");
  const form = document.getElementById("form");
  const line = document.getElementById("line");
  const say = document.getElementById("say");
  const link = document.getElementById("link");
  const words = document.body.dataset; // what is said, in the reader's language
  const channel = words.channel;
  const typed = []; // earlier lines, for the arrow keys
  let at = 0;

  const atEnd = () => posts.scrollHeight - posts.scrollTop - posts.clientHeight < 80;
  const toEnd = () => { posts.scrollTop = posts.scrollHeight; };

  // show puts a post, escaped by the server, in its place or at the end.
  function show(event) {
    const post = JSON.parse(event.data);
    const holder = document.createElement("template");
    holder.innerHTML = post.html;
    const fresh = holder.content.firstElementChild;
    const old = document.getElementById("p-" + post.id);
    const follow = atEnd();
    if (old) {
      old.replaceWith(fresh);
    } else {
      document.getElementById("empty")?.remove();
      posts.append(fresh);
    }
    fresh.classList.add(old ? "changed" : "came");
    if (follow) toEnd();
    if (post.say) say.textContent = (old ? words.edited + " " : "") + post.say;
  }

  const source = new EventSource(`/chat/events?channel=${encodeURIComponent(channel)}&after=${words.seq}`);
  source.onmessage = show;
  source.onopen = () => { link.textContent = words.live; link.classList.remove("off"); };
  source.onerror = () => { link.textContent = words.away; link.classList.add("off"); };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = line.value.trim();
    if (!text) return;
    typed.push(text);
    at = typed.length;
    line.value = "";
    toEnd();
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams({ channel, line: text }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    } catch (err) {
      line.value = text;
      say.textContent = link.textContent = words.unsent + " " + err.message;
      link.classList.add("off");
    }
  });

  line.addEventListener("keydown", (event) => {
    if (event.key === "ArrowUp" && at > 0) line.value = typed[--at];
    else if (event.key === "ArrowDown" && at < typed.length) line.value = typed[++at] ?? "";
    else return;
    event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-line]");
    if (!button) return;
    line.value = button.dataset.line;
    line.focus();
  });

  toEnd();
})();
