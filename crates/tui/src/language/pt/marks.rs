//! What is said of marks and of what is done to many rows, in Portuguese, in the order of the English texts.

/// English, and the same in Portuguese.
pub(in crate::language) const MARKS: &[(&str, &str)] = &[
    (
        "Begin a range of rows, which moving draws on; again, or with space, mark them, and esc drops it.",
        "Começa um intervalo de linhas, que cresce ao mover; de novo, ou com espaço, marca-as, e esc o solta.",
    ),
    (
        "Choose which columns of the list are shown, until the dashboard ends; a view that is named keeps them.",
        "Escolhe quais colunas da lista são mostradas, até o painel terminar; uma vista com nome as guarda.",
    ),
    ("Columns", "Colunas"),
    (
        "Drop the range, the set that is marked or the filter; without any, out of the screen.",
        "Solta o intervalo, o conjunto marcado ou o filtro; sem nenhum, para fora da tela.",
    ),
    ("It is hidden; space shows it.", "Está oculta; a barra a mostra."),
    (
        "It is shown where there is room; space hides it.",
        "É mostrada onde há espaço; a barra a oculta.",
    ),
    ("It tells one row from another: it stays.", "Distingue uma linha da outra: fica."),
    (
        "Keep how this screen is filtered and ordered, and its columns, under a name; the palette offers it as `view NAME`.",
        "Guarda como esta tela é filtrada e ordenada, e suas colunas, com um nome; a paleta a oferece como `view NAME`.",
    ),
    (
        "Mark every row that passes the filter, also those that are not loaded; again, take the marks away.",
        "Marca toda linha que passa no filtro, também as que não estão carregadas; de novo, tira as marcas.",
    ),
    (
        "Mark the row, to compare it or to act on several; again, take the mark away.",
        "Marca a linha, para compará-la ou agir sobre várias; de novo, tira a marca.",
    ),
    (
        "Those in quarantine are handed out again with all their attempts, and steps that depend on them are done anew; the others stay as they are.",
        "Os que estão em quarentena são distribuídos de novo com todas as tentativas, e os passos que dependem deles são refeitos; os outros ficam como estão.",
    ),
    ("all that match", "todos os que passam"),
    ("all {} that match", "os {} que passam"),
    ("another filter: nothing is marked any more", "outro filtro: nada mais está marcado"),
    (
        "as of {} ago · needs you {} · quarantined {} · at work {} · done {} of {}",
        "há {} · esperam por você {} · em quarentena {} · em curso {} · feitos {} de {}",
    ),
    ("columns", "colunas"),
    ("mark", "marcar"),
    ("mark all", "marcar tudo"),
    ("no columns to choose here", "aqui não há colunas para escolher"),
    ("no row here can be marked with others", "aqui nenhuma linha pode ser marcada com outras"),
    ("range", "intervalo"),
    ("range {}", "intervalo {}"),
    ("retry the {} marked", "tentar de novo os {} marcados"),
    ("retry {}", "tentar de novo {}"),
    ("show or hide", "mostrar ou ocultar"),
    ("space", "espaço"),
    ("the row the range began at is gone", "a linha onde o intervalo começou já não está"),
    ("this row cannot be marked", "esta linha não pode ser marcada"),
    ("what passes the filter is not here yet", "o que passa no filtro ainda não está aqui"),
    ("{} marked", "{} marcadas"),
];
