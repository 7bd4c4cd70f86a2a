//! What is said of marks and of what is done to many rows, in Spanish, in the order of the English texts.

/// English, and the same in Spanish.
pub(in crate::language) const MARKS: &[(&str, &str)] = &[
    (
        "Begin a range of rows, which moving draws on; again, or with space, mark them, and esc drops it.",
        "Empieza un rango de filas, que crece al moverse; otra vez, o con espacio, las marca, y esc lo suelta.",
    ),
    (
        "Choose which columns of the list are shown, until the dashboard ends; a view that is named keeps them.",
        "Elige qué columnas de la lista se muestran, hasta que termine el tablero; una vista con nombre las guarda.",
    ),
    ("Columns", "Columnas"),
    (
        "Drop the range, the set that is marked or the filter; without any, out of the screen.",
        "Suelta el rango, el conjunto marcado o el filtro; sin ninguno, fuera de la pantalla.",
    ),
    ("It is hidden; space shows it.", "Está oculta; espacio la muestra."),
    (
        "It is shown where there is room; space hides it.",
        "Se muestra donde hay lugar; espacio la oculta.",
    ),
    ("It tells one row from another: it stays.", "Distingue una fila de otra: se queda."),
    (
        "Keep how this screen is filtered and ordered, and its columns, under a name; the palette offers it as `view NAME`.",
        "Guarda cómo se filtra y ordena esta pantalla, y sus columnas, con un nombre; la paleta la ofrece como `view NAME`.",
    ),
    (
        "Mark every row that passes the filter, also those that are not loaded; again, take the marks away.",
        "Marca toda fila que pasa el filtro, también las que no están cargadas; otra vez, quita las marcas.",
    ),
    (
        "Mark the row, to compare it or to act on several; again, take the mark away.",
        "Marca la fila, para compararla o actuar sobre varias; otra vez, quita la marca.",
    ),
    (
        "Those in quarantine are handed out again with all their attempts, and steps that depend on them are done anew; the others stay as they are.",
        "Los que están en cuarentena se reparten otra vez con todos sus intentos, y los pasos que dependen de ellos se hacen de nuevo; los demás se quedan como están.",
    ),
    ("all that match", "todos los que pasan"),
    ("all {} that match", "los {} que pasan"),
    ("another filter: nothing is marked any more", "otro filtro: ya no hay nada marcado"),
    (
        "as of {} ago · needs you {} · quarantined {} · at work {} · done {} of {}",
        "hace {} · le esperan {} · en cuarentena {} · en curso {} · hechos {} de {}",
    ),
    ("columns", "columnas"),
    ("mark", "marcar"),
    ("mark all", "marcar todo"),
    ("no columns to choose here", "aquí no hay columnas para elegir"),
    ("no row here can be marked with others", "aquí ninguna fila se puede marcar con otras"),
    ("range", "rango"),
    ("range {}", "rango {}"),
    ("retry the {} marked", "reintentar los {} marcados"),
    ("retry {}", "reintentar {}"),
    ("show or hide", "mostrar u ocultar"),
    ("space", "espacio"),
    ("the row the range began at is gone", "la fila donde empezó el rango ya no está"),
    ("this row cannot be marked", "esta fila no se puede marcar"),
    ("what passes the filter is not here yet", "lo que pasa el filtro aún no está aquí"),
    ("{} marked", "{} marcadas"),
];
