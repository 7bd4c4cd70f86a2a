//! Rules in Spanish, in the order of the English texts.

/// What rules check, and why.
pub(in crate::language) const CHECKS: &[(&str, &str)] = &[
    (
        "A client for whom somebody is at work has signed a master agreement.",
        "Un cliente para quien alguien trabaja firmó un contrato marco.",
    ),
    (
        "A client pays an invoice by the day it is due, or within the days of the house after it.",
        "Un cliente paga una factura al día que vence, o en los días de la casa después.",
    ),
    (
        "A contractor does not live from one payer for longer than the law presumes nothing.",
        "Un contratista no vive de un solo pagador más tiempo del que la ley no presume nada.",
    ),
    (
        "A contractor of a payer in the United States has handed in form W-8BEN, a company W-8BEN-E.",
        "Un contratista de un pagador en Estados Unidos entregó el formulario W-8BEN; una empresa, el W-8BEN-E.",
    ),
    (
        "A contractor shows that the social security of each month of work is paid, by the day of the next month.",
        "Un contratista muestra que la seguridad social de cada mes trabajado está pagada, al día del mes siguiente.",
    ),
    (
        "A contractor who bills has billed each full month by the day of the firm, under a number of its own, what the terms of the month make.",
        "Un contratista que factura facturó cada mes completo al día de la firma, con número propio, lo que dan las condiciones del mes.",
    ),
    (
        "A developer at work has every document that the rows of config/rules/documents.toml ask for.",
        "Un desarrollador que trabaja tiene cada documento que piden las filas de config/rules/documents.toml.",
    ),
    (
        "A developer at work is attested for each regime the client asks for.",
        "Un desarrollador que trabaja está acreditado en cada régimen que pide el cliente.",
    ),
    (
        "A developer who hears nothing looks elsewhere.",
        "Un desarrollador que no oye nada busca en otra parte.",
    ),
    (
        "A document that is asked for counts for another 60 days; from 30 days on somebody should act.",
        "Un documento pedido vale 60 días más; desde los 30 días alguien debería actuar.",
    ),
    ("A document that is asked for still counts.", "Un documento pedido sigue valiendo."),
    ("A form that has run out is no form.", "Un formulario caducado no es formulario."),
    (
        "A form that says something else of the payee does not count for long.",
        "Un formulario que dice otra cosa de quien cobra no vale mucho tiempo.",
    ),
    ("A paper that has expired shows nothing.", "Un documento vencido no muestra nada."),
    (
        "A person signs W-8BEN, a company W-8BEN-E.",
        "Una persona firma W-8BEN; una empresa, W-8BEN-E.",
    ),
    (
        "A placement does not end within the next days without a renewal.",
        "Una colocación no termina en los próximos días sin renovación.",
    ),
    (
        "A placement that fails costs a client, a developer, and within the guarantee a replacement.",
        "Una colocación que falla cuesta un cliente, un desarrollador y, dentro de la garantía, un reemplazo.",
    ),
    (
        "A registration for supplying staff is renewed within the months before its end.",
        "Un registro para ceder personal se renueva en los meses antes de su fin.",
    ),
    (
        "A signed contract covers every day of work.",
        "Un contrato firmado cubre cada día de trabajo.",
    ),
    (
        "An employee is not paid less than the least the law allows for their hours.",
        "A un empleado no se le paga menos que lo mínimo que la ley permite por sus horas.",
    ),
    (
        "An employee took the vacation of each year of work before another year was over.",
        "Un empleado tomó las vacaciones de cada año de trabajo antes de que pasara otro año.",
    ),
    (
        "Below it a placement costs more than it brings.",
        "Por debajo, una colocación cuesta más de lo que deja.",
    ),
    (
        "Beyond it the contract counts as one without an end.",
        "Más allá, el contrato cuenta como indefinido.",
    ),
    (
        "Courts look at what is done: the client owes what an employee is owed, with back pay.",
        "Los tribunales miran lo que se hace: el cliente debe lo que se debe a un empleado, con lo atrasado.",
    ),
    (
        "Courts take the company for a disguise of the employment that went before.",
        "Los tribunales toman la empresa por un disfraz del empleo anterior.",
    ),
    (
        "Data nobody needs can only do harm, and the law asks that it go.",
        "Los datos que nadie necesita solo pueden hacer daño, y la ley pide que se vayan.",
    ),
    (
        "Employment for a fixed term does not last longer than the law allows, renewals included.",
        "El empleo a plazo fijo no dura más de lo que la ley permite, con sus renovaciones.",
    ),
    (
        "Every hour above it is overtime with a premium, or forbidden.",
        "Cada hora por encima es extra con recargo, o está prohibida.",
    ),
    ("Every row of a subject can be read.", "Cada fila de un asunto se puede leer."),
    (
        "Every stage of somebody who is proposed was passed within the months of the house.",
        "Cada etapa de quien se propone se pasó en los meses de la casa.",
    ),
    (
        "For a week above the limit of the country a premium of at least that of the law is paid, or stands in a payment to come.",
        "Por una semana sobre el límite del país se paga un recargo de al menos el de la ley, o está en un pago por venir.",
    ),
    (
        "Four eyes see a forged paper that two let pass.",
        "Cuatro ojos ven un papel falso que dos dejan pasar.",
    ),
    (
        "From ten days before an instalment of the thirteenth salary is due it stands in a payment.",
        "Desde diez días antes de que venza una cuota del aguinaldo, está en un pago.",
    ),
    (
        "In Chile what is kept back of a fee is the part of the year it was issued in.",
        "En Chile lo retenido de un honorario es la parte del año en que se emitió.",
    ),
    (
        "Invoices and payslips that carry it are void, and banks refuse it.",
        "Las facturas y recibos que lo llevan son nulos, y los bancos lo rechazan.",
    ),
    (
        "It can be renewed only then; afterwards one starts anew.",
        "Solo entonces se puede renovar; después se empieza de nuevo.",
    ),
    (
        "It can make the client liable for tax where the developer lives.",
        "Puede obligar al cliente a tributar donde vive el desarrollador.",
    ),
    (
        "It is owed on the day of the law; who is late pays fines, and the run is held.",
        "Se debe el día de la ley; quien tarda paga multas, y la corrida se retiene.",
    ),
    (
        "It is owed whatever was agreed, with fines.",
        "Se debe se acuerde lo que se acuerde, con multas.",
    ),
    ("It is taken as a sign of employment.", "Se toma como señal de empleo."),
    (
        "Neither the hours agreed with an employee nor those of a week they tell of are above the limit of the country on that day.",
        "Ni las horas acordadas con un empleado ni las de una semana que cuenta superan el límite del país ese día.",
    ),
    (
        "No developer may sign contracts in the client's name.",
        "Ningún desarrollador puede firmar contratos en nombre del cliente.",
    ),
    (
        "No text about a placement holds a tax number, an e-mail address or the number of a card.",
        "Ningún texto sobre una colocación lleva un número fiscal, un correo o el número de una tarjeta.",
    ),
    (
        "No timesheet tells of work from the day a placement ended.",
        "Ninguna hoja de horas cuenta trabajo desde el día en que terminó una colocación.",
    ),
    (
        "No two developers handed in the same tax number.",
        "No hay dos desarrolladores con el mismo número fiscal.",
    ),
    (
        "Nobody agreed to pay for it, and the client did not agree to be billed.",
        "Nadie acordó pagarlo, y el cliente no acordó que se le facture.",
    ),
    (
        "Nobody at the client directs a contractor in Chile who is paid by fees, or sets their hours.",
        "Nadie del cliente dirige a un contratista en Chile que cobra por honorarios, ni le fija horario.",
    ),
    (
        "Nobody works for a client from a country, or engaged in a way, that it refuses.",
        "Nadie trabaja para un cliente desde un país, o contratado de un modo, que este rechaza.",
    ),
    (
        "Once it has expired the payer keeps back part of every fee.",
        "Una vez vencido, quien paga retiene parte de cada honorario.",
    ),
    (
        "One of them is not who they say, or is in the books twice.",
        "Uno de ellos no es quien dice, o está dos veces en los libros.",
    ),
    (
        "One person's favour or mistake decides alone.",
        "El favor o error de una persona decide solo.",
    ),
    (
        "One that is late costs a fine, and the registration.",
        "Uno tardío cuesta una multa, y el registro.",
    ),
    (
        "Renewing takes weeks, and payment stops on the day it expires.",
        "Renovar lleva semanas, y el pago se detiene el día en que vence.",
    ),
    (
        "Skills fade, and clients are told that everybody was vetted.",
        "Las habilidades se pierden, y a los clientes se les dice que todos fueron evaluados.",
    ),
    (
        "Somebody whose data is used has agreed to it within the months of the row of their country.",
        "Alguien cuyos datos se usan lo aceptó en los meses de la fila de su país.",
    ),
    (
        "Supplying staff without it is forbidden, and the client cannot deduct what it pays.",
        "Ceder personal sin él está prohibido, y el cliente no puede deducir lo que paga.",
    ),
    (
        "Texts are not sealed: whoever reads them reads that as well.",
        "Los textos no van sellados: quien los lee también lee eso.",
    ),
    (
        "The client breaks the rules on its data with every day of work.",
        "El cliente incumple las reglas sobre sus datos con cada día de trabajo.",
    ),
    ("The client pays for work it would not own.", "El cliente paga un trabajo que no sería suyo."),
    ("The client's agreement says so.", "Lo dice el contrato del cliente."),
    (
        "The company of a contractor was not founded while they were an employee of the same client, or within the months after it.",
        "La empresa de un contratista no se fundó mientras era empleado del mismo cliente, ni en los meses siguientes.",
    ),
    ("The data law of their country asks for it.", "La ley de datos de su país lo pide."),
    (
        "The developer has signed over intellectual property and promised secrecy.",
        "El desarrollador cedió la propiedad intelectual y prometió confidencialidad.",
    ),
    (
        "The difference is owed whatever was signed, with fines.",
        "La diferencia se debe se haya firmado lo que sea, con multas.",
    ),
    (
        "The firm pays developers whether the client pays or not.",
        "La firma paga a los desarrolladores, pague o no el cliente.",
    ),
    (
        "The form is not past 31 December of the third calendar year after its signature.",
        "El formulario no pasa del 31 de diciembre del tercer año tras su firma.",
    ),
    (
        "The form was signed after the last change of the name or the country of who signed it.",
        "El formulario se firmó tras el último cambio de nombre o país de quien lo firmó.",
    ),
    (
        "The law asks for a premium, or for another day off.",
        "La ley pide un recargo, u otro día libre.",
    ),
    (
        "The leave of the tax office to be paid without retention still counts.",
        "El permiso fiscal para cobrar sin retención sigue valiendo.",
    ),
    (
        "The other form does not count for who is paid.",
        "El otro formulario no vale para quien cobra.",
    ),
    (
        "The payer answers for what was not kept back.",
        "Quien paga responde por lo que no se retuvo.",
    ),
    (
        "The payer must see it before it pays, and answers for what is missing.",
        "Quien paga debe verla antes de pagar, y responde por lo que falte.",
    ),
    (
        "The report on staff supplied is filed by its day in January, May and September.",
        "El informe del personal cedido se presenta a su día en enero, mayo y septiembre.",
    ),
    (
        "The stages of somebody were not all held by one evaluator.",
        "Las etapas de alguien no las hizo todas un solo evaluador.",
    ),
    (
        "The tax number on a document has the length, shape and check digit of its kind.",
        "El número fiscal de un documento tiene el largo, la forma y el dígito verificador de su tipo.",
    ),
    (
        "They have the right to it, and offices of data protection fine who is late.",
        "Tiene ese derecho, y las autoridades de datos multan a quien tarda.",
    ),
    (
        "What a contractor bills is for a month in which terms were in force, and in their currency.",
        "Lo que factura un contratista es de un mes con condiciones vigentes, y en su moneda.",
    ),
    ("What cannot be read is not checked.", "Lo que no se puede leer no se revisa."),
    (
        "What client, developer and firm say of a placement week by week, and the alarms that do not wait for it.",
        "Lo que cliente, desarrollador y firma dicen de una colocación semana a semana, y las alarmas que no esperan.",
    ),
    (
        "What is paid without its bill is no expense, and a number given twice is a mistake or a fraud.",
        "Lo pagado sin factura no es gasto, y un número dado dos veces es un error o un fraude.",
    ),
    (
        "What nobody agreed to is not owed, and the client is not billed for it.",
        "Lo que nadie acordó no se debe, y no se factura al cliente.",
    ),
    (
        "What stays with the firm of what a client pays is not under the floor of the house.",
        "Lo que queda a la firma de lo que paga un cliente no está bajo el mínimo de la casa.",
    ),
    (
        "What was declared and measured of how a contractor works stays under the points of the house.",
        "Lo declarado y medido de cómo trabaja un contratista queda bajo los puntos de la casa.",
    ),
    (
        "Where an employee tells of work on a public holiday of their country, a premium of at least that of the law is paid, or stands in a payment to come.",
        "Donde un empleado cuenta trabajo en un feriado de su país, se paga un recargo de al menos el de la ley, o está en un pago por venir.",
    ),
    (
        "Where the client wants it, somebody's past was checked.",
        "Donde el cliente lo quiere, se revisaron los antecedentes.",
    ),
    (
        "Where the law asks for it, the firm is registered for supplying staff to the client.",
        "Donde la ley lo pide, la firma está registrada para ceder personal al cliente.",
    ),
    (
        "Where the law gives a year to take it, what is left must be paid, in Brazil twice.",
        "Donde la ley da un año para tomarlas, lo que queda se debe pagar, en Brasil doble.",
    ),
    (
        "Who asked that their data be erased is erased, or told why not, within the days of the row of their country.",
        "A quien pidió borrar sus datos se le borra, o se le dice por qué no, en los días de la fila de su país.",
    ),
    (
        "Who somebody is is not kept past the months of their country after their last work, or past those of the firm where they never worked.",
        "Quién es alguien no se guarda más allá de los meses de su país tras su último trabajo, o de los de la firma si nunca trabajó.",
    ),
    (
        "Whoever finds a document right is not who handed it in.",
        "Quien da por bueno un documento no es quien lo entregó.",
    ),
    ("With control the fees count as wages.", "Con control, los honorarios cuentan como salario."),
    (
        "Without it the firm cannot show whom it pays, or that it may.",
        "Sin él la firma no puede mostrar a quién paga, ni que puede.",
    ),
    (
        "Without it the payer may have to keep back 30 % and answers for what it did not.",
        "Sin él, quien paga puede tener que retener 30 % y responde por lo que no retuvo.",
    ),
    (
        "Without one nobody can say what is owed, and who owns the work.",
        "Sin él nadie puede decir qué se debe, ni de quién es el trabajo.",
    ),
    (
        "Without one nobody can say what the client owes.",
        "Sin él nadie puede decir qué debe el cliente.",
    ),
];
