//! Small vaults of the kinds that people have, each as one string. Leaves out the large and the
//! hostile ones.

/// A year in one file: an entry for each day, with its topic in a field.
pub(crate) const JOURNAL: &str = "\
-- README.md --
# Evenings with books

What I read after work, one entry for each evening. See the [index](#index) first.

## Index

| Short | Book | Author |
| --- | --- | --- |
| CI | Crafting Interpreters | Robert Nystrom |
| BB | Bread Book | Chad Robertson |

## Entries

### Day 1

**Topic:** CI Chapter 3 #1 - Scanning

A scanner walks over characters and hands out tokens. One character of lookahead is enough.

**Content:** [Scanning](https://example.org/scanning)

### Day 2

**Topic:** CI Chapter 3 #2 - Tokens

Tokens carry their lexeme and the line on which it stood, so that errors can name a place.

**Content:** [Tokens](https://example.org/tokens)

### Day 3

**Topic:** CI Chapter 4 #1 - Grammars

A grammar says which orders of tokens mean something. Recursion is what lists of tokens lack.

**Content:** Crafting Interpreters

### Day 4

**Topic:** Docker

An image is a stack of layers; a container adds one that can be written to.

**Content:** notes to myself

### Day 5

**Topic:** Docker Compose

Several containers described in one file. Needs Docker, of course, and a named volume for what is
to survive.

**Content:** notes to myself

### Day 6

**Topic:** Sourdough

Flour, water, patience. The starter is a culture that doubles in six hours at 26 degrees.

**Content:** Bread Book
";

/// A Jekyll site: dated posts, categories, links by template.
pub(crate) const BLOG: &str = "\
-- _config.yml --
title: Kettle
permalink: /:year/:title/
-- index.md --
---
layout: home
title: Kettle
---
Posts on tea. Start with [the first]({% post_url 2023-04-02-white-tea %}).
-- about.md --
---
layout: page
title: About this site
permalink: /about/
---
Written by one person, who also wrote about {% link _posts/2023-05-14-oolong.md %}.
-- _posts/2023-04-02-white-tea.md --
---
layout: post
title: \"White tea\"
date: 2023-04-02 09:00:00 +0100
categories: [tea, white]
tags: [china, withering]
---
Withered and dried, nothing else. Compare [oolong]({% post_url 2023-05-14-oolong %}), which is
rolled as well.

{% include image.html src=\"/assets/leaf.jpg\" %}

## Withering

A day and a half on bamboo trays.
-- _posts/2023-05-14-oolong.md --
---
layout: post
title: Oolong
date: 2023-05-14
categories: tea oolong
tags:
  - china
  - taiwan
---
Half oxidised. The [white tea post](/2023/white-tea/) has the other end, and
[this one]({% post_url 2023-06-01-matcha %}) was never written.

![leaf](/assets/leaf.jpg)
-- _posts/2023-07-30-cleaning-a-kettle.markdown --
---
layout: post
title: Cleaning a kettle
tags: [kettle]
---
Citric acid, a spoon of it. Mentions oolong once and links to nothing.
-- assets/leaf.jpg --
";

/// One long file whose links stay in it.
pub(crate) const HANDBOOK: &str = "\
-- HANDBOOK.md --
# Boat handbook

- [Before leaving](#before-leaving)
  - [Lines](#lines)
- [Under way](#under-way)
- [Questions](#faq)
- [Second questions](#faq-1)
- [Winter](#winter-storage)

## Before leaving

Read the forecast twice. Check the bilge, then the [lines](#lines).

### Lines

A bowline holds and opens again. A cleat hitch has one turn less than you think.

## Under way

Whoever steers does not navigate. See [before leaving][prep] if you forgot the bilge.

### FAQ

Does the bilge alarm wake the crew? Yes.

## Harbour

### FAQ

Which lines first? The ones against the wind.

[prep]: #before-leaving
[unused]: #harbour
";

/// An Obsidian vault: aliases, embeds, blocks, nested tags, notes in Chinese and Japanese.
pub(crate) const GARDEN: &str = "\
-- .obsidian/app.json --
{}
-- Plants/Tomato.md --
---
aliases: [Love apple, Solanum lycopersicum]
tags: [garden/vegetable]
type: plant
family: \"[[Nightshades]]\"
---
Needs sun and a stake. Never beside [[Potato]], which gives it blight. ^blight

## Sowing

Inside in March. ![[Sowing calendar#March]]

%% not sure: [[Greenhouse]] %%
-- Plants/Potato.md --
---
tags: garden/vegetable
type: plant
---
Hill it up twice. Same family as the love apple; see [[Tomato#^blight|why not together]].

![[tuber.png|200]]
-- Plants/Basil.md --
---
type: plant
---
Grows well beside a Tomato. Likes what [[Nowhere yet]] says.

`Tomato` in code is no mention.
-- Sowing calendar.md --
# Sowing calendar

## March

[[Tomato]], inside. #garden/calendar

## April

[[potato]] once the frost is over.
-- 笔记/番茄.md --
---
aliases: [西红柿]
---
# 番茄

喜欢阳光，需要支架。参见 [[Tomato]] 和 [[土豆]]。
-- 笔记/土豆.md --
# 土豆

培土两次。不要种在西红柿旁边。
-- 日本語/温室.md --
# 温室

三月に種をまく。[[番茄|トマト]]は温室が好き。
-- Shed.md --
A spade, a rake and two empty pots.
-- tuber.png --
";

/// Notes in seven languages, as people have them who read and live in several.
pub(crate) const LETTERS: &str = "\
-- Canciones.md --
# Canciones

Las canciones de mi abuela hablan de los ríos y de las bóvedas de la iglesia. No las he oído en otra
parte.
-- Casting.md --
# Casting

Molten metal is poured into a die, and it has to cool before anyone opens it.
-- Chevaux.md --
# Chevaux

Les chevaux dorment debout dans le pré, et il ne faut pas leur faire peur avec une lampe.
-- Dice.md --
# Dice

A die has six sides, and a man who throws it twice has thirty-six pairs to think about.
-- Häuser.md --
# Häuser

Die Häuser in der Altstadt sind schmal, und die Treppen sind noch schmaler, weil der Grund teuer war.
-- Houses.md --
# Houses

Timber frames were filled with wattle and daub, and the houses leaned towards each other.
-- Istanbul.md --
# İstanbul

Bu kitaplar için çok yer yok, ama Isparta ve İstanbul ile ilgili ne varsa burada.
-- Rust.md --
# Rust

The borrow checker says no, and it is right more often than not.
-- Vinter.md --
# Vinter

Bilarna står i garaget, och det är för kallt att köra. Vi går till fots när vi ska handla.
-- Заметки.md --
# Заметки

Я пишу заметки вечером, когда в доме тихо, и читаю их через неделю.
-- Zeit.md --
---
lang: de
---
# Zeit

Uhren, Kalender
";
