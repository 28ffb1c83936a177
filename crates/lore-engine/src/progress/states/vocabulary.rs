//! Words and signs of statuses in the languages that people write them in, by what they say. Leaves out how a
//! value is taken apart to find them.

use super::State;

/// Beginnings of a status, without accents and with single spaces; the longest decides.
pub(super) const BEGINNINGS: &[(State, &[&str])] = &[
    (
        State::Done,
        &[
            "done", "finished", "complete", "completed", "passed", "published", "released",
            "shipped", "delivered", "accomplished", "achieved", "earned", "certified", "closed",
            "resolved", "solved", "accepted", "approved", "agreed", "implemented", "watched",
            "learned", "mastered", "already read", "evergreen",
            // Of other languages, without accents.
            "fertig", "fertiggestellt", "erledigt", "abgeschlossen", "beendet", "gelesen",
            "bestanden", "veroffentlicht", "genehmigt", "freigegeben", "absolviert", "erreicht",
            "erhalten", "erworben", "termine", "terminee", "fini", "finie", "fait", "faite", "lu",
            "lue", "acheve", "achevee", "publie", "publiee", "reussi", "reussie", "obtenu",
            "obtenue", "valide", "validee", "approuve", "approuvee", "accompli", "accomplie",
            "terminado", "terminada", "hecho", "hecha", "leido", "leida", "completado",
            "completada", "finalizado", "finalizada", "acabado", "acabada", "aprobado", "aprobada",
            "obtenido", "obtenida", "conseguido", "conseguida", "logrado", "lograda", "superado",
            "superada", "publicado", "publicada", "realizado", "realizada", "entregado",
            "entregada", "concluido", "concluida", "feito", "feita", "lido", "lida", "aprovado",
            "aprovada", "obtido", "obtida", "alcancado", "alcancada", "entregue", "fatto", "fatta",
            "finito", "finita", "completato", "completata", "letto", "letta", "terminato",
            "concluso", "conclusa", "terminata", "superato", "superata", "ottenuto", "ottenuta",
            "approvato", "approvata", "promosso", "promossa", "raggiunto", "raggiunta",
            "pubblicato", "pubblicata", "conseguito", "conseguita", "klaar", "afgerond",
            "voltooid", "gelezen", "gedaan", "klar", "fardig", "avslutad", "ferdig", "afsluttet",
            "valmis", "tehty", "luettu", "gotowe", "zrobione", "ukonczone", "zakonczone",
            "przeczytane", "hotovo", "hotove", "dokonceno", "splneno", "kesz", "befejezve",
            "tamamlandi", "готово", "выполнено", "завершено", "закончено", "сделано", "прочитано",
            "виконано",
        ],
    ),
    (
        State::InProgress,
        &[
            "in progress", "in process", "in work", "in review", "in development", "wip",
            "work in progress", "doing", "reading", "rereading", "currently", "watching",
            "learning", "studying", "writing", "taking", "working on", "started", "begun",
            "ongoing", "on going", "underway", "under way", "under construction", "running",
            "active", "partial", "partially", "half", "almost", "nearly", "not finished",
            "not complete", "not yet finished", "unfinished", "incomplete", "draft", "drafting",
            "review", "reviewing", "testing", "seed", "seedling", "sprout", "budding", "growing",
            // Of other languages, without accents.
            "in arbeit", "in bearbeitung", "begonnen", "angefangen", "gestartet", "laufend",
            "lauft", "lese", "en cours", "commence", "commencee", "entame", "entamee", "demarre",
            "demarree", "en lecture", "en progreso", "en curso", "en proceso", "leyendo",
            "empezado", "empezada", "comenzado", "comenzada", "iniciado", "iniciada",
            "em andamento", "em progresso", "em curso", "lendo", "comecado", "comecada",
            "em leitura", "in corso", "in lavorazione", "iniziato", "iniziata", "cominciato",
            "cominciata", "avviato", "avviata", "in progresso", "leggendo", "bezig", "mee bezig",
            "in uitvoering", "pagaende", "paborjad", "i gang", "kesken", "w toku", "w trakcie",
            "probiha", "rozpracovano", "folyamatban", "devam ediyor", "в работе", "в процессе",
            "начато", "читаю",
        ],
    ),
    (
        State::Planned,
        &[
            "todo", "to do", "to read", "to be read", "to watch", "to start", "to be started",
            "tbr", "tbd", "plan", "planned", "planning", "plan to", "not started", "not yet",
            "not yet started", "not begun", "not done", "not read", "unread", "unstarted",
            "read next", "next up", "want to", "wish", "wishlist", "wish list", "backlog", "queue",
            "queued", "scheduled", "enrolled", "registered", "upcoming", "up next", "future",
            "later", "someday", "maybe", "idea", "proposed", "proposal", "pending", "waiting",
            "inbox", "not doing yet", // Of other languages, without accents.
            "geplant", "offen", "zu erledigen", "zu lesen", "noch offen", "a faire", "a lire",
            "a commencer", "a demarrer", "prevu", "prevue", "planifie", "en attente", "pendiente",
            "planificado", "por hacer", "por leer", "por empezar", "por comenzar", "por iniciar",
            "sin empezar", "sin comenzar", "sin iniciar", "planificada", "pendente", "planejado",
            "planeado", "a fazer", "por fazer", "por comecar", "a iniciar", "a comecar", "a ler",
            "por ler", "planejada", "planeada", "da fare", "da leggere", "da iniziare",
            "da cominciare", "pianificata", "pianificato", "in attesa", "gepland", "te doen",
            "te lezen", "planerad", "att gora", "planlagt", "suunniteltu", "aloittamatta",
            "tekematta", "zaplanowane", "planowane", "do zrobienia", "naplanovano", "planovano",
            "tervezett", "planlandi", "запланировано", "в планах", "не начато",
        ],
    ),
    (
        State::Stopped,
        &[
            "stopped", "abandoned", "dropped", "archive", "archived", "canceled", "cancelled",
            "on hold", "hold", "paused", "blocked", "suspended", "postponed", "shelved",
            "inactive", "dormant", "stale", "gave up", "given up", "quit", "did not finish", "dnf",
            "failed", "rejected", "declined", "withdrawn", "expired", "lapsed", "deprecated",
            "obsolete", "superseded", "not doing", "not going to", "won t", "wont do", "wontfix",
            "will not do", "will not be", "not pursuing", "scrapped", "discarded", "deferred",
            "parked", "icebox", "on ice",
            // Of other languages, without accents.
            "abgebrochen", "pausiert", "verworfen", "abgelehnt", "zuruckgestellt", "abgesagt",
            "eingestellt", "abandonne", "abandonnee", "annule", "annulee", "suspendu", "suspendue",
            "rejete", "rejetee", "refuse", "refusee", "echoue", "echouee", "en pause",
            "abandonado", "abandonada", "rechazado", "rechazada", "reprobado", "reprobada",
            "aplazado", "aplazada", "cancelado", "cancelada", "descartado", "descartada",
            "rejeitado", "rejeitada", "recusado", "recusada", "reprovado", "reprovada", "adiado",
            "adiada", "suspendido", "en pausa", "em pausa", "suspenso", "annullato", "annullata",
            "rifiutato", "rifiutata", "bocciato", "bocciata", "rimandato", "rimandata",
            "abbandonato", "sospeso", "in pausa", "geannuleerd", "gestopt", "gepauzeerd",
            "avbruten", "pausad", "peruttu", "keskeytetty", "anulowane", "wstrzymane", "porzucone",
            "zruseno", "pozastaveno", "torolve", "отменено", "отложено", "приостановлено",
            "заброшено",
        ],
    ),
];

/// The same where no spaces divide words.
#[rustfmt::skip]
pub(super) const DENSE: &[(State, &[&str])] = &[
    (State::Done, &["完了", "済み", "読了", "完成", "已完成", "已读", "已結束", "已结束", "완료", "끝"]),
    (State::InProgress, &["進行中", "作業中", "対応中", "読書中", "着手", "进行中", "阅读中", "在读", "진행", "진행중"]),
    (State::Planned, &["未", "未着手", "未完了", "未完", "未読", "未完成", "未开始", "未读", "予定", "計画中", "待办", "待读", "计划", "计划中", "예정", "대기", "할 일"]),
    (State::Stopped, &["中止", "中断", "保留", "キャンセル", "取消", "已取消", "放弃", "已放弃", "搁置", "暂停", "취소", "중단", "보류"]),
];

/// What is a status only if it is all of it: as a beginning it goes on in too many ways.
pub(super) const WHOLE: &[(State, &[&str])] = &[
    (State::Done, &["read", "x", "yes", "true", "ok", "won", "live", "final", "success"]),
    (State::InProgress, &["open", "current", "now", "wait", "beta", "alpha"]),
    (State::Planned, &["no", "false", "new", "next", "soon", "n", "0", "none", "fresh"]),
    (State::Stopped, &["off", "dead", "lost"]),
];

/// What says that it is not as the words behind say.
pub(super) const NOT: &[&str] = &[
    "not", "not yet", "isn't", "nicht", "noch nicht", "pas", "pas encore", "non", "no", "aun no",
    "todavia no", "sin", "nao", "ainda nao", "non ancora", "niet", "nog niet", "inte", "ikke",
    "ei", "nie", "не", "еще не",
];

/// Signs and their short codes, wherever they stand: they count where no words do.
pub(super) const SIGNS: &[(State, &[&str])] = &[
    (
        State::Done,
        &[
            "✅", "☑", "✔", "✓", "🎉", "🏁", "🏆", "🎓", "💯", "🟢", "🌳", "🌲",
            ":white_check_mark:", ":heavy_check_mark:", ":ballot_box_with_check:", ":check:",
            ":tada:", ":checkered_flag:", ":trophy:", ":mortar_board:", ":100:", ":green_circle:",
            "[x]",
        ],
    ),
    (
        State::InProgress,
        &[
            "🚧", "🏗", "⏳", "⌛", "🔄", "📖", "🔨", "🛠", "🟡", "🌱", "🌿", "▶", "🏃", "✏", "📝",
            ":construction:", ":building_construction:", ":hourglass:", ":hourglass_flowing_sand:",
            ":arrows_counterclockwise:", ":open_book:", ":book:", ":hammer:",
            ":hammer_and_wrench:", ":yellow_circle:", ":seedling:", ":herb:", ":arrow_forward:",
            ":runner:", ":pencil2:", ":memo:", "[/]",
        ],
    ),
    (
        State::Planned,
        &[
            "⬜", "☐", "🔲", "⚪", "📅", "🗓", "📋", "🔜", "💡", "💭", "🔖", ":white_large_square:",
            ":white_circle:", ":calendar:", ":date:", ":spiral_calendar:", ":clipboard:", ":soon:",
            ":bulb:", ":thought_balloon:", ":bookmark:", "[ ]",
        ],
    ),
    (
        State::Stopped,
        &[
            "❌", "✖", "✗", "✘", "🛑", "⛔", "🚫", "⏸", "⏹", "🗑", "💤", "🔴", "📦", ":x:",
            ":heavy_multiplication_x:", ":octagonal_sign:", ":stop_sign:", ":no_entry:",
            ":no_entry_sign:", ":pause_button:", ":stop_button:", ":wastebasket:", ":zzz:",
            ":red_circle:", ":package:", "[-]",
        ],
    ),
];
