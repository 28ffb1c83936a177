//! The languages of a site's pages, as Hugo tells them apart: `a.en.md` is the page `a` in English, and
//! `content/en` may hold all English pages. Leaves out where links lead, and the site's settings: names
//! alone decide.

use crate::names::without_note_extension;

/// The languages of ISO 639-1.
const CODES: &str = "\
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz \
    ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik \
    io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml \
    mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd \
    se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi \
    vo wa wo xh yi yo za zh zu";

/// The language of the pages whose names tell none, unless the site says otherwise.
pub(crate) const DEFAULT: &str = "en";

/// Whether a name is that of a language, as `de` or `pt-br`.
pub(crate) fn is_language(name: &str) -> bool {
    let (code, region) = name.split_once('-').unwrap_or((name, "xx"));
    let is_region =
        (2..=4).contains(&region.len()) && region.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_region && CODES.split(' ').any(|known| known.eq_ignore_ascii_case(code))
}

/// The path of a page without its note extension and its language.
pub(crate) fn without_language(path: &str) -> &str {
    let bare = without_note_extension(path);
    match bare.rsplit_once('.') {
        Some((page, language)) if is_language(language) && !page.ends_with('/') => page,
        _ => bare,
    }
}

/// The language that the file's name or the folder below `content` says.
pub(crate) fn language_of(path: &str) -> Option<&str> {
    let bare = without_note_extension(path);
    let of_name = bare[without_language(path).len()..].strip_prefix('.');
    of_name.or_else(|| folder_of_language(path)?.rsplit('/').next())
}

/// The folder that holds all pages of the language of a page: `content/en`.
pub(crate) fn folder_of_language(path: &str) -> Option<&str> {
    const CONTENT: &str = "content/";
    let above = match path.strip_prefix(CONTENT) {
        Some(_) => CONTENT.len(),
        None => path.find("/content/")? + "/content/".len(),
    };
    let (folder, _) = path[above..].split_once('/')?;
    is_language(folder).then(|| &path[..above + folder.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_language() {
        for (path, language, page) in [
            ("content/a.en.md", Some("en"), "content/a"),
            ("content/a.pt-br.md", Some("pt-br"), "content/a"),
            ("content/de/a.md", Some("de"), "content/de/a"),
            ("content/zh-CN/docs/a.md", Some("zh-CN"), "content/zh-CN/docs/a"),
            ("site/content/de/a.en.md", Some("en"), "site/content/de/a"),
            ("content/docs/a.md", None, "content/docs/a"),
            ("content/de.md", None, "content/de"),
            ("content/v1.2.md", None, "content/v1.2"),
            ("content/.en.md", None, "content/.en"),
            ("de/a.md", None, "de/a"),
        ] {
            assert_eq!(language_of(path), language, "{path}");
            assert_eq!(without_language(path), page, "{path}");
        }
    }
}
