//! Which language a note is in: what its front matter says, else told from the little words that
//! every sentence needs (`the`, `und`, `est`). Leaves out languages whose endings search does not
//! know.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use lore_core::{Language, words};
use rustc_hash::FxHashMap;

/// Number of words that are looked at.
const SAMPLE: usize = 100;
/// Fewer different function words say nothing: names and titles in other languages have two.
const FEWEST: usize = 3;
/// Of so many words one is a function word. Running text has twice as many; a language that shares a
/// few words with the one it is taken for does not.
const ONE_IN: usize = 8;

/// Scripts that one language alone is written in today.
const SCRIPTS: [(Language, RangeInclusive<char>); 2] =
    [(Language::Greek, '\u{370}'..='\u{3ff}'), (Language::Tamil, '\u{b80}'..='\u{bff}')];

/// The most frequent words of each language, those that others share included. Nothing stands for
/// languages that would be taken for one of the others: Catalan, Ukrainian, Bulgarian, Belarusian and
/// Serbian.
const FUNCTION_WORDS: [(Option<Language>, &str); 21] = [
    (
        Some(Language::Arabic),
        "في من على إلى أن هذا هذه التي الذي عن ما لا مع كان هو هي أو كل بعد قد ذلك لم كما \
         بين ثم حيث إن لك لهذا الى يمكن يمكنك غير عند حتى إذا تم أي",
    ),
    (
        Some(Language::Danish),
        "af og at det er en et til på med for som den der ikke har jeg de vi du kan så fra \
         hvad hvis blev bliver også efter mig sig skal være var når eller men min kun nogle \
         noget hvor hvordan om denne dette ved meget mere alle ud op din deres",
    ),
    (
        Some(Language::Dutch),
        "de het een en van ik te dat die in je is niet op aan met als voor er maar om dan \
         zou wat of wij we ze zijn hebben naar heb hoe heeft dit ook worden wordt bij deze \
         uit kan nog uw door over geen moet meer alle kunt jouw elke hun tot deel",
    ),
    (
        Some(Language::English),
        "the of and to a in is it you that for was on are with as be this have from or but \
         not what we when your can there an which do how if will about other into has them \
         some could than been its they these would use using where should at by all more i \
         my so our who get make just like then any only also",
    ),
    (
        Some(Language::Finnish),
        "ja on ei se että oli ovat kun mutta myös tai joka niin kuin hän sen ole jos voi ne \
         tämä tämän sekä vain jotka mitä olla voit siitä sitä kanssa mukaan ennen jälkeen \
         minä nyt sitten eli jonka kuten miten tässä siinä joita jossa kaikki muita ovatko \
         minun sinun tätä näin koko",
    ),
    (
        Some(Language::French),
        "de la le et les des en un une du est que pour qui dans ce il pas sur plus ne se \
         par au avec sont vous cette ou à ces je on elle mais comme nous aux son peut être \
         ses fait si été leur sans où très même tout votre tous entre pouvez qu sous depuis \
         afin lors",
    ),
    (
        Some(Language::German),
        "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als \
         auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie \
         einem über einen so zum war haben nur oder aber vor zur bis ich man wenn kann du \
         wir eines alle mehr durch gegen unter ob ihre diese dieser",
    ),
    (
        Some(Language::Hungarian),
        "a az és hogy nem is egy ez de van meg csak mint ha már volt vagy fel még azt \
         minden kell lehet ami nagyon amely ezt pedig mert majd több itt után azonban olyan \
         ki el sem így akkor aki ezek azok lesz arra erre saját szerint",
    ),
    (
        Some(Language::Italian),
        "di che è e la il un a per in una sono non si da con del le della i come più dei al \
         nel alla se lo gli anche questo ma delle ha o dal su ci nella essere questa quando \
         può cui tra dalla fare ogni degli tutti tuo sul dell alle loro puoi",
    ),
    (
        Some(Language::Norwegian),
        "av og i det er en et til på som for med den at ikke har jeg de vi du kan så fra \
         hva hvis ble blir også etter meg seg skal være var når eller men min bare noen noe \
         hvor hvordan om denne dette ved mye mer å alle ut opp din deres",
    ),
    (
        Some(Language::Portuguese),
        "de a o que e do da em um para é com não uma os no se na por mais as dos como mas \
         foi ao ele das tem à seu sua ou ser quando muito há nos já está eu também só pelo \
         pela até isso ela entre você são este esta sobre pode seus todos nas aos",
    ),
    (
        Some(Language::Romanian),
        "și de în la cu pe un o este care nu din că se sunt mai pentru să au ce sau fi după \
         prin într a al ale ai cel lui dar fost când acest această le nici numai poate \
         decât fără şi ca unui unei tău dintre cum toate către",
    ),
    (
        Some(Language::Russian),
        "и в не на что с по это как для к из у за от же так все он но я мы бы или при если \
         есть может только был его то о они вы когда уже чтобы где быть до этого их можно \
         нужно этот эта эти со во который которые вас вам вашего ваш более также",
    ),
    (
        Some(Language::Spanish),
        "de la que el en y a los se del las un por con no una su para es al lo como más o \
         pero sus le ha si sin sobre este ya entre cuando todo esta ser son dos también fue \
         había era muy hasta desde puede está hay tu puedes esto cada tus pueden te",
    ),
    (
        Some(Language::Swedish),
        "och i att det som en ett på är av för med till den de har inte om han men var jag \
         sig från vi så kan när år under också efter eller nu sin där vid mot ska skulle \
         kommer ut får finns vara hade du hur vad detta denna mycket man alla dem utan mer \
         din",
    ),
    (
        Some(Language::Turkish),
        "ve bir bu için ile da de olarak daha çok gibi ne olan kadar ama sonra değil var \
         her en o ki mi ya veya ben şey diye göre olduğu nasıl sadece bunu içinde hem zaman \
         tüm ise olabilir önce üzerinde şekilde bunun kendi başka yeni iyi eğer size sizin \
         yok",
    ),
    (
        None,
        "de la i el en a per que les un una els del al amb no és es més o com ser si són \
         pot seva seu aquest aquesta també dels fer quan perquè hi ha has molt pel tot",
    ),
    (
        None,
        "і в та що як це є й або від до його не на з у за для якщо він ми ви вони має бути \
         щоб про при по ваш можна які який",
    ),
    (
        None,
        "да се са е че това които като който ще към при не на и от за по с си в след може \
         или ви как ако има бъде ли във със",
    ),
    (
        None,
        "і у на з не што як для гэта па да вы ці ён каб калі яны мы або пра ад за гэтага \
         ваш можа",
    ),
    (None, "и у на да је се за не са од као што који или ако које али су то ће из"),
];

/// The number of each function word, and in which of the rows it stands, one bit each.
static ROWS_OF: LazyLock<FxHashMap<&str, (usize, u32)>> = LazyLock::new(|| {
    let mut rows_of = FxHashMap::default();
    for (row, (_, words)) in FUNCTION_WORDS.iter().enumerate() {
        for word in words.split_whitespace() {
            let number = rows_of.len();
            rows_of.entry(word).or_insert((number, 0)).1 |= 1 << row;
        }
    }
    rows_of
});

/// The language that the pieces of a text show; nothing if it is English, of no language that search
/// knows, or too short to tell.
pub(crate) fn detect<'a>(pieces: impl Iterator<Item = &'a str>) -> Option<Language> {
    let rows_of = &*ROWS_OF;
    let mut count = 0;
    let mut of_scripts = [0; SCRIPTS.len()];
    let mut function_words: Vec<(usize, u32)> = Vec::with_capacity(SAMPLE);
    for word in pieces.flat_map(words::spaced).take(SAMPLE) {
        count += 1;
        if !word.is_ascii() {
            for (of_script, (_, script)) in of_scripts.iter_mut().zip(&SCRIPTS) {
                *of_script += usize::from(is_of_script(&word, script));
            }
        }
        function_words.extend(rows_of.get(&*word));
    }
    by_script(count, of_scripts).or_else(|| by_function_words(count, function_words))
}

/// A letter alone is a formula's.
fn is_of_script(word: &str, script: &RangeInclusive<char>) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|first| script.contains(&first)) && letters.next().is_some()
}

/// Most of the words are of one script.
fn by_script(count: usize, of_scripts: [usize; SCRIPTS.len()]) -> Option<Language> {
    let is_most = |of_script: usize| of_script >= FEWEST && of_script * 2 > count;
    let mut scripts = SCRIPTS.iter().zip(of_scripts);
    let found = scripts.find(|(_, of_script)| is_most(*of_script));
    found.map(|((language, _), _)| *language)
}

/// One language's function words are frequent, and much more so than those of English.
fn by_function_words(count: usize, mut function_words: Vec<(usize, u32)>) -> Option<Language> {
    let mut counts = [0_usize; FUNCTION_WORDS.len()];
    let mut different = [0_usize; FUNCTION_WORDS.len()];
    function_words.sort_unstable();
    for same in function_words.chunk_by(|left, right| left == right) {
        let (_, mut rows) = same[0];
        while rows != 0 {
            let row = rows.trailing_zeros() as usize;
            counts[row] += same.len();
            different[row] += 1;
            rows &= rows - 1;
        }
    }
    let row_of = |language| FUNCTION_WORDS.iter().position(|(of, _)| *of == Some(language));
    let english = row_of(Language::English)?;
    // Where two have as many, the one whose words differ more.
    let best = (0..FUNCTION_WORDS.len())
        .filter(|&row| row != english)
        .max_by_key(|&row| counts[row] + different[row])?;
    let is_clear = different[best] >= FEWEST
        && counts[best] * ONE_IN >= count
        && counts[best] * 2 > counts[english] * 3;
    if is_clear { FUNCTION_WORDS[best].0 } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_text_shows_its_language() {
        for (text, language) in [
            (
                "اكتب هذه الملاحظات في المساء بعد العمل حتى لا أنسى ما تعلمت من الكتاب.",
                Language::Arabic,
            ),
            (
                "Jeg skriver mine noter om aftenen, når der er stille, og læser dem igen efter en uge.",
                Language::Danish,
            ),
            (
                "Ik schrijf mijn notities in de avond en lees ze na een week nog een keer door.",
                Language::Dutch,
            ),
            (
                "Kirjoitan muistiinpanot illalla, kun on hiljaista, ja luen ne viikon jälkeen. Se on hyvä \
                 tapa, mutta se vie aikaa.",
                Language::Finnish,
            ),
            (
                "J'écris mes notes le soir, quand la maison est calme, et je les relis dans la semaine.",
                Language::French,
            ),
            (
                "Ich schreibe meine Notizen am Abend, wenn es ruhig ist, und lese sie nach einer Woche.",
                Language::German,
            ),
            ("Γράφω τις σημειώσεις μου το βράδυ και τις διαβάζω πάλι.", Language::Greek),
            (
                "A jegyzeteimet este írom, amikor már csend van, és egy hét után még egyszer elolvasom.",
                Language::Hungarian,
            ),
            (
                "Scrivo i miei appunti la sera, quando la casa è in silenzio, e li rileggo dopo una settimana.",
                Language::Italian,
            ),
            (
                "Jeg skriver notatene mine om kvelden, når det er stille, og leser dem igjen etter en uke. Hva \
                 jeg ikke husker, blir lest på nytt.",
                Language::Norwegian,
            ),
            (
                "Escrevo as minhas notas à noite, quando não há barulho, e leio tudo de novo uma semana mais \
                 tarde.",
                Language::Portuguese,
            ),
            (
                "Scriu notițele seara, când este liniște în casă, și le citesc din nou după o săptămână.",
                Language::Romanian,
            ),
            (
                "Я пишу заметки вечером, когда в доме тихо, и читаю их ещё раз через неделю.",
                Language::Russian,
            ),
            (
                "Escribo mis notas por la noche, cuando no hay ruido, y las vuelvo a leer en una semana.",
                Language::Spanish,
            ),
            (
                "Jag skriver mina anteckningar på kvällen, när det är tyst, och läser dem igen efter en \
                 vecka.",
                Language::Swedish,
            ),
            ("நான் மாலையில் குறிப்புகளை எழுதுகிறேன்.", Language::Tamil),
            (
                "Notlarımı akşam, ev sessiz olduğu zaman yazarım ve bir hafta sonra tekrar okurum. Bu çok \
                 iyi bir yol.",
                Language::Turkish,
            ),
        ] {
            assert_eq!(detect(std::iter::once(text)), Some(language), "{text}");
        }
    }

    /// English, other languages, and what is too little to tell.
    #[test]
    fn everything_else_shows_none() {
        for text in [
            "",
            "I write my notes in the evening, when it is quiet, and read them again after a week.",
            "Docker, Kafka, Airflow, Postgres, dbt, Spark, Flink, Beam, Druid, Pinot, Trino, Hive",
            "La Casa de Papel, Los Angeles, El Niño and Le Monde are names that I keep in a list here.",
            "The German word Weltanschauung, as in die Weltanschauung der Romantik, is hard to translate.",
            "fn main() { let mut i = 0; while i < n { i += 1; } } de la en",
            "Das Kapital",
            "α β γ",
            "夜に静かなときにメモを書き、一週間後にもう一度読みます。",
            "我晚上写笔记，一周后再读一遍。",
            "Я пишу нотатки ввечері, коли в домі тихо, і читаю їх ще раз через тиждень, що і вам раджу.",
            "Пиша бележките си вечер, когато е тихо, и ги чета отново след седмица, за да ги запомня.",
            "Escric les meves notes al vespre, quan la casa és tranquil·la, i les torno a llegir amb calma.",
            "Swoje notatki piszę wieczorem, kiedy jest cicho, i czytam je znowu po tygodniu.",
        ] {
            assert_eq!(detect(std::iter::once(text)), None, "{text}");
        }
    }
}
