//! `lore search`: asks, and chooses how to show the answer. Leaves out the shapes themselves, one file
//! each, and all that makes an answer, which is the engine's.

mod editor;
mod json;
mod template;
mod text;

use clap::ColorChoice;
use lore_engine::{SearchAnswer, SearchOptions};

use self::template::Template;
use super::{Context, Outcome};
use crate::arguments::as_typed;
use crate::cli::SearchArgs;
use crate::screen::Screen;

pub(crate) fn run(context: &mut Context<'_>, args: &SearchArgs) -> anyhow::Result<Outcome> {
    let query: Vec<&str> = args.query.iter().map(|word| as_typed(word)).collect();
    let query = query.join(" ");
    // Whatever can be wrong with the arguments is said before anything is searched.
    let template = args.format.as_deref().map(Template::parse).transpose()?;
    let editor = args.open.then(editor::Editor::from_environment).transpose()?;
    let options = SearchOptions {
        limit: args.limit as usize,
        offset: args.offset as usize,
        sort: args.sort,
        one_per_note: args.files,
        places_only: args.files,
        facets: args.facet.clone(),
        explain: args.explain,
        today: None,
    };
    let answer = context.engine.search(&query, &options)?;
    let outcome = Outcome::answer_if(!answer.hits.is_empty());
    let screen = &mut *context.screen;
    if context.json {
        screen.json(&json::answer(&query, &answer)?)?;
    } else if args.jsonl {
        remarks_beside(&answer);
        for hit in &answer.hits {
            screen.json(&json::hit(hit)?)?;
        }
    } else if args.files || template.is_some() {
        list(context, args, template.as_ref(), &answer)?;
    } else if let Some(editor) = editor {
        text::remarks(context.screen, &answer)?;
        match answer.hits.first() {
            Some(hit) => editor.open(&context.engine.root().join(&hit.path), text::line(hit))?,
            None => text::nothing(context, &query, &answer)?,
        }
    } else {
        text::show(context, &query, &answer, args)?;
    }
    Ok(outcome)
}

/// One line, or record, for each hit.
fn list(
    context: &mut Context<'_>,
    args: &SearchArgs,
    template: Option<&Template>,
    answer: &SearchAnswer,
) -> anyhow::Result<()> {
    remarks_beside(answer);
    for hit in &answer.hits {
        let path = match args.absolute {
            true => context.engine.root().join(&hit.path).to_string_lossy().into_owned(),
            false => hit.path.clone(),
        };
        let line = template.map_or_else(|| path.clone(), |template| template.fill(hit, &path));
        if args.null {
            context.screen.record(&line)?;
        } else {
            context.screen.lines(&line)?;
        }
    }
    Ok(())
}

/// Prints the remarks where standard output is for programs. An answer is worth more than remarks that
/// cannot be shown.
fn remarks_beside(answer: &SearchAnswer) {
    let mut screen = Screen::stderr(ColorChoice::Auto);
    let print = text::remarks(&mut screen, answer);
    let _ = print.and_then(|()| Ok(screen.finish()?));
}
