// Finds in the index of search-index.js, which is loaded when first asked. Names are compared as the package compares them.
window.IL2DATA_FIND = (function () {
  "use strict";
  const GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega".split(" ");
  const root = document.documentElement.dataset.root;
  const waiting = [];
  let index = null;

  function words(text) {
    const plain = text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    return plain.replace(/[α-ω]/g, (letter) => GREEK[letter.charCodeAt(0) - 0x3b1]).match(/[a-z0-9]+/g) || [];
  }

  // One form of a word for its singular and its plural.
  function stem(word) {
    if (word.length < 4 || /(ss|us|is)$/.test(word)) return word;
    return word.endsWith("ies") ? word.slice(0, -3) + "y" : word.replace(/s$/, "");
  }

  const key = (text) => words(text).join("");
  const spaced = (text) => " " + words(text).map(stem).join(" ") + " ";
  const slug = (name) => name.replace(/[^A-Za-z0-9.-]/g, "_") + ".html";

  function prepare(raw) {
    const byKey = new Map();
    const things = raw.things.map(function ([id, label, table, names, species], at) {
      const all = [label, id, ...names];
      const codes = all.filter((name) => /^[A-Za-z][\w.]*:\S+$/.test(name)), called = all.filter((name) => !codes.includes(name));
      const entry = { page: "entities/" + slug(id), title: label, kind: "thing", table: species ? table + ", " + species : table, at, names: called, texts: [...called, ...codes.filter((code) => code.startsWith("il2d:")).map((code) => code.slice(5))].map(spaced), keys: called.map(key) };
      for (const name of [...entry.keys, ...codes.map(key), ...codes.map((code) => key(code.slice(code.indexOf(":") + 1)))]) {
        if (!byKey.has(name)) byKey.set(name, []);
        if (!byKey.get(name).includes(at)) byKey.get(name).push(at);
      }
      return entry;
    });
    const facts = raw.facts.map(([id, title, table, status, named]) => ({
      id: key(id), page: "facts/" + slug(id), title: title || id, kind: "fact", table: raw.tables[table][1], status: raw.statuses[status], named, text: title ? spaced(title) : "",
    }));
    const answers = raw.answers.map(([title, at]) => ({ ...facts[at], id: "", title, kind: "answer", table: "recommended", text: spaced(title) }));
    const pages = raw.pages.map(([page, title, kind, more]) => ({ page, title, kind, table: kind, named: [], text: [title, ...more].map(spaced).join("|") }));
    const sources = raw.sources.map(([id, title, date]) => ({ id: key(id), page: "sources/" + slug(id), title, kind: "source", table: "source, " + date, named: [], text: spaced(title) }));
    const gone = raw.withdrawn.map(([id, kind]) => ({ id: key(id), page: "facts/" + slug(id), title: id + ", " + kind, kind: "fact", table: kind, named: [], text: "" }));
    const alike = new Map();
    for (const group of raw.alike) for (const one of group) alike.set(spaced(one).trim(), group.map((other) => spaced(other).trim()));
    return { things, byKey, facts: facts.concat(gone), answers, pages, sources, alike, idle: new Set(raw.idle) };
  }

  function load(done) {
    if (index) return done();
    waiting.push(done);
    if (waiting.length > 1) return undefined;
    const script = document.createElement("script");
    script.src = root + "static/search-index.js";
    script.onload = function () {
      index = prepare(window.IL2DATA_INDEX);
      waiting.splice(0).forEach((call) => call());
    };
    return document.head.append(script);
  }

  // What a question names, its longest names first, and its other words; what is written in one with hyphens stays together.
  function parts(query) {
    const tokens = query.split(/\s+/).map(words).filter((token) => token.length);
    const telling = tokens.filter((token) => token.length > 1 || !index.idle.has(token[0]));
    const flat = (telling.length ? telling : tokens).flatMap((token, at) => token.map((word) => ({ word, token: at })));
    const found = [];
    for (let at = 0; at < flat.length; ) {
      let end = flat.length, part = null;
      for (; end > at && !part; end -= 1) {
        const run = flat.slice(at, end).map(({ word }) => word), joined = run.join(""), phrase = run.map(stem).join(" ");
        const named = joined.length > 1 && (index.byKey.get(joined) || index.byKey.get(joined.replace(/s$/, "")));
        if (named) part = { phrase, named: new Set(named), known: true };
        else if (index.alike.has(phrase)) part = { phrase, alike: index.alike.get(phrase) };
      }
      if (part) {
        at = end + 1;
      } else {
        let next = at + 1;
        while (next < flat.length && flat[next].token === flat[at].token) next += 1;
        part = { phrase: flat.slice(at, next).map(({ word }) => stem(word)).join(" "), typed: flat[at].word, single: next === at + 1 };
        at = next;
      }
      found.push(part);
    }
    // A word may go on where it is long, or the last, which may not be typed to its end.
    return found.map((part, at) => ({ alike: [part.phrase], named: new Set(), ...part, open: part.phrase.split(" ").pop().length > (at === found.length - 1 ? 2 : 3) }));
  }

  // 2 where a text has a part as a word of its own, 1 where it has another word for it or a word that begins so, else 0.
  function has(text, part) {
    if (text.includes(" " + part.phrase + " ")) return 2;
    return part.alike.some((phrase) => text.includes(" " + phrase + " ")) || (part.open && text.includes(" " + part.phrase)) ? 1 : 0;
  }

  function distance(one, other, most) {
    const rows = [[...Array(other.length + 1).keys()]];
    for (let i = 1; i <= one.length; i += 1) {
      rows[i] = [i];
      for (let j = 1; j <= other.length; j += 1) {
        rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
      if (Math.min(...rows[i]) > most) return most + 1;
    }
    return rows[one.length][other.length];
  }

  // The word that a slip of the finger was meant for: of names before others. A number is never a slip, nor is a first letter.
  function meant(typed) {
    if (typed.length < 4 || /\d/.test(typed)) return "";
    if (!index.vocabulary) {
      const names = new Set(), others = new Set();
      index.things.forEach((thing) => thing.names.forEach((name) => words(name).forEach((word) => names.add(word))));
      [...index.facts, ...index.pages].forEach((entry) => words(entry.title).forEach((word) => others.add(word)));
      index.vocabulary = [...names, ...[...others].filter((word) => !names.has(word))].filter((word) => word.length > 3 && !/\d/.test(word));
    }
    let best = "", least = typed.length < 6 ? 1 : 2;
    for (const word of index.vocabulary) {
      if (word[0] !== typed[0] || Math.abs(word.length - typed.length) > least) continue;
      const apart = distance(typed, word, least);
      if (apart < least || (apart === least && !best)) [best, least] = [word, apart];
    }
    return best;
  }

  // The smaller, the better: called so, has all of many words, named in the question, called so at the beginning, begins so, has all words.
  function rank(thing, whole, wholes, asked) {
    if (asked.length === 1 ? asked[0].named.has(thing.at) : thing.keys.includes(whole)) return 0;
    const all = thing.texts.some((text) => asked.every((part) => has(text, part)));
    if (all && asked.length > 2) return 1;
    if (asked.some((part) => part.named.has(thing.at))) return 2;
    if (thing.texts.some((text) => text.startsWith(wholes))) return 3;
    if (whole.length > 1 && thing.keys.some((name) => name.startsWith(whole))) return 4;
    return all ? 5 : 6;
  }

  function weigh(entries, asked) {
    const scored = entries.map(function (entry) {
      let parts = 0, own = 0;
      for (const part of asked) {
        const said = has(entry.text, part), named = entry.named.some((at) => part.named.has(at));
        if (said || named) parts += 1;
        // What is said of a thing that was named goes before what only shares a word with the question.
        own += said + (named ? 3 : 0);
      }
      return { entry, parts, own };
    });
    return scored.filter(({ parts }) => parts > 0 && 2 * parts >= asked.length);
  }

  const ordered = (scored) => scored.sort((a, b) => b.parts - a.parts || b.own - a.own).map(({ entry, parts }) => ({ ...entry, parts }));

  // Lists of what was found, the best first in each, and the words that were taken for others.
  function find(query) {
    let asked = parts(query);
    const corrected = [];
    const texts = () => [index.things.flatMap((thing) => thing.texts), index.facts.map(({ text }) => text), index.pages.map(({ text }) => text), index.sources.map(({ text }) => text)];
    asked = asked.flatMap(function (part) {
      if (!part.single || part.known || texts().some((all) => all.some((text) => has(text, part)))) return [part];
      const word = meant(part.typed);
      if (!word) return [part];
      corrected.push([part.typed, word]);
      return parts(word);
    });
    const whole = corrected.length ? asked.map((part) => part.phrase.replaceAll(" ", "")).join("") : key(query);
    const wholes = " " + asked.map((part) => part.phrase).join(" ") + " ";
    const nothing = { things: [], answers: [], pages: [], facts: [], sources: [] };
    if (!asked.length) return { asked, corrected, ...nothing };
    const identified = [...index.facts, ...index.sources].filter(({ id }) => id === whole || (/^\d{5,}$/.test(whole) && id === "pmid" + whole));
    const ranked = index.things.map((thing) => [rank(thing, whole, wholes, asked), thing]).filter(([place]) => place < 6).sort((a, b) => a[0] - b[0]);
    // A word of a name, or a good part of one, stands for what is called so in what is said of it.
    for (const part of asked.filter(({ known }) => !known)) {
      const joined = part.phrase.replaceAll(" ", "");
      for (const thing of index.things) {
        if (thing.texts.some((text) => text.includes(" " + part.phrase + " ")) || (joined.length > 5 && thing.keys.some((name) => name.startsWith(joined)))) part.named.add(thing.at);
      }
    }
    return {
      asked,
      corrected,
      things: ranked.map(([place, thing]) => ({ ...thing, rank: place, parts: asked.length, also: thing.names.find((name) => asked.some((part) => has(spaced(name), part) || key(name).startsWith(whole))) || "" })),
      answers: ordered(weigh(index.answers, asked)).filter(({ parts }) => parts === asked.length),
      pages: ordered(weigh(index.pages, asked)),
      facts: [...identified.filter(({ kind }) => kind === "fact"), ...ordered(weigh(index.facts, asked))],
      sources: [...identified.filter(({ kind }) => kind === "source"), ...ordered(weigh(index.sources, asked))],
    };
  }

  // A title as a line, the words that were asked for marked.
  function marked(title, asked) {
    const line = document.createElement("span");
    const sought = new Set(asked.flatMap((part) => [part.phrase, ...part.alike]).flatMap((phrase) => phrase.split(" ")));
    const open = [...sought].filter((word) => word.length > 2);
    for (const piece of title.split(/([\p{L}\p{N}]+)/u)) {
      const own = words(piece).map(stem).join("");
      const hit = own && (sought.has(own) || open.some((word) => own.startsWith(word)));
      line.append(hit ? Object.assign(document.createElement("mark"), { textContent: piece }) : piece);
    }
    line.normalize();
    return line;
  }

  // A finding as a line: what stands in doubt says so before it says anything else.
  function line(entry, asked) {
    const made = document.createElement("span");
    const doubtful = entry.status && !["corroborated", "reported"].includes(entry.status);
    if (doubtful) made.append(Object.assign(document.createElement("span"), { className: "status " + entry.status, textContent: entry.status.replaceAll("_", " ") }), " ");
    made.append(marked(entry.title, asked));
    // A name that was asked for and is not in the title is shown beside it.
    if (entry.also && entry.also !== entry.title && !asked.every((part) => has(spaced(entry.title), part))) made.append(" (", marked(entry.also, asked), ")");
    return made;
  }

  return { load, find, line, root, about: (entry) => entry.table.replaceAll("_", " ") };
})();
