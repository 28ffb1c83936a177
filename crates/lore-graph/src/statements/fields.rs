//! What fields say by their names: which tell a tool what to do, or describe the note itself, and so relate it to
//! nothing; which name what is broader or narrower. Leaves out which words of a value are names.

use super::values::plain_name;

/// Fields that describe the note itself, or tell a tool how to show it, and relate it to nothing.
const META_FIELDS: &[&str] = &[
    "alias", "aliases", "always allow html", "background color", "background image", "banner",
    "banner icon", "banner x", "banner y", "biblatexoptions", "biblio style", "biblio title",
    "bibliography", "bibliographystyle", "cascade", "citation package", "citecolor", "citeproc",
    "classoption", "classoptions", "code fold", "code overflow", "code tools", "collapsed",
    "colorlinks", "cover", "cover x", "cover y", "created", "created at", "csl", "css", "cssclass",
    "cssclasses", "custom edit url", "date", "date created", "date modified", "description",
    "df print", "displayed sidebar", "documentclass", "draft", "editor options", "embed resources",
    "excerpt", "exclude from graph view", "execute", "fig cap location", "fig format",
    "fontfamily", "fontsize", "freeze", "header includes", "heading", "headingdivider",
    "hide table of contents", "hide title", "highlight style", "hl color", "hl page", "hl stamp",
    "hl type", "html math method", "icon", "iconcolor", "id", "image", "include after",
    "include after body", "include before", "include before body", "include in header", "jupyter",
    "kernelspec", "knitr", "lang", "language", "last modified at", "lastmod", "latex engine",
    "layout", "level", "linestretch", "link", "link citations", "linkcolor", "links", "linktitle",
    "ls type", "mainfont", "markup", "marp", "modified", "monofont", "nav exclude", "nav order",
    "nav title", "nocite", "note", "number sections", "obsidianeditingmode", "obsidianuimode",
    "order", "outputs", "paginate", "pagination label", "pagination next", "pagination prev",
    "papersize", "pdf engine", "pdf engine opts", "permalink", "priority", "progress", "publish",
    "published", "query properties", "query sort by", "query sort desc", "query table", "rating",
    "redirect from", "redirect to", "reference doc", "reference section title", "resource path",
    "robots", "runtime", "sansfont", "secnumdepth", "self contained", "sidebar",
    "sidebar class name", "sidebar label", "sidebar position", "sitemap", "slug", "source",
    "standalone", "status", "sticker", "stub", "summary", "tag", "tags", "taxonomies.tags",
    "template", "template including parent", "title", "title block banner", "toc", "toc depth",
    "toc expand", "toc location", "toc title", "toccolor", "tocopen", "traitids", "type", "uid",
    "updated", "updated at", "url", "urlcolor", "uuid", "version", "vignette", "warning", "weight",
];

/// Maps in which tools keep their settings: `execute.cache`.
const TOOL_MAPS: [&str; 10] = [
    "bibliography", "csl", "editor options", "execute", "format", "jupyter", "kernelspec", "knitr",
    "logseq", "output",
];

/// How the names of tools' own fields begin: `excalidraw-autoexport`, `dg-publish`.
const TOOL_BEGINNINGS: [&str; 2] = ["dg ", "excalidraw "];

/// Fields that tools have for what they make, and people for other things: `format: html` is the
/// tool's, `format: vinyl` is not.
const TOOL_VALUES: &[(&[&str], &[&str])] = &[
    (
        &["format", "output", "to"],
        &[
            "asciidoc", "beamer", "commonmark", "dashboard", "docx", "epub", "gfm", "hugo md",
            "html", "ipynb", "jats", "latex", "markdown", "md", "odt", "pdf", "pptx", "revealjs",
            "rst", "typst",
        ],
    ),
    (&["engine"], &["julia", "jupyter", "knitr", "markdown"]),
    (&["editor"], &["source", "visual"]),
    (&["filetype", "document type"], &["markdown", "md"]),
];

/// How the files end that tools take styles, references and pictures from: their names name nothing
/// that notes are about.
const TOOL_FILES: [&str; 15] = [
    "bib", "bibtex", "cls", "csl", "css", "gif", "jpeg", "jpg", "lua", "png", "scss", "sty", "svg",
    "tex", "webp",
];

/// Fields that name a broader concept.
const BROADER_FIELDS: [&str; 6] = ["belongs to", "broader", "parent", "parents", "part of", "up"];

/// Fields that name narrower concepts.
const NARROWER_FIELDS: [&str; 5] = ["child", "children", "down", "narrower", "parts"];

/// What a field says of the note and the concept it names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The concept is broader than the note's.
    Broader,
    Narrower,
    Neither,
}

impl Direction {
    /// What a field at a note's top says by its [key](field_key).
    pub(crate) fn of(key: &str) -> Direction {
        if BROADER_FIELDS.contains(&key) {
            Direction::Broader
        } else if NARROWER_FIELDS.contains(&key) {
            Direction::Narrower
        } else {
            Direction::Neither
        }
    }
}

/// A field's name as the names of fields are compared.
pub(crate) fn field_key(field: &str) -> String {
    field.trim().to_lowercase().replace(['_', '-'], " ")
}

/// Whether a field of this [key](field_key) says nothing of what the note is about.
pub(super) fn is_meta(key: &str) -> bool {
    META_FIELDS.binary_search(&key).is_ok()
        || key.ends_with(" plugin")
        || key.split_once('.').is_some_and(|(map, _)| TOOL_MAPS.contains(&map))
        || TOOL_BEGINNINGS.iter().any(|beginning| key.starts_with(beginning))
}

/// Whether a value tells a tool what to make, or which of its files to take.
pub(super) fn is_of_tool(key: &str, value: &str) -> bool {
    let value = plain_name(value).to_lowercase();
    let is_choice = |(keys, values): &(&[&str], &[&str])| {
        keys.contains(&key) && values.contains(&&*value.replace(['-', '_'], " "))
    };
    // R's formats are functions: `html_document`, `bookdown::gitbook`.
    let is_function = key == "output"
        && (value.contains("::")
            || value.ends_with("_document")
            || value.ends_with("_presentation"));
    let is_file = || {
        let (name, extension) = value.rsplit_once('.').unwrap_or_default();
        !name.is_empty() && !name.contains(' ') && TOOL_FILES.contains(&extension)
    };
    is_function || TOOL_VALUES.iter().any(is_choice) || is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_order_and_as_fields_are_compared() {
        assert!(META_FIELDS.is_sorted());
        for field in META_FIELDS.iter().chain(&TOOL_MAPS) {
            assert_eq!(field_key(field), *field);
        }
    }

    #[test]
    fn settings_of_tools_relate_notes_to_nothing() {
        for (field, value, says_nothing) in [
            ("bibliography", "refs.bib", true),
            ("output", "html_document", true),
            ("output.pdf_document.toc", "yes", true),
            ("output", "bookdown::gitbook", true),
            ("output", "A longer paper", false),
            ("references", "library.bib", true),
            ("format", "html", true),
            ("format.html.theme", "cosmo", true),
            ("format", "vinyl", false),
            ("formats", "vinyl", false),
            ("engine", "knitr", true),
            ("engine", "Diesel", false),
            ("editor", "Ada Lovelace", false),
            ("logseq.order-list-type", "number", true),
            ("background-color", "red", true),
            ("query-sort-by", "page", true),
            ("jupyter.kernelspec.name", "python3", true),
            ("kanban-plugin", "board", true),
            ("excalidraw-autoexport", "svg", true),
            ("created_at", "Monday", true),
            ("framework", "Vue.js", false),
            ("author", "Ada Lovelace", false),
        ] {
            let key = field_key(field);
            assert_eq!(is_meta(&key) || is_of_tool(&key, value), says_nothing, "{field}: {value}");
        }
    }
}
