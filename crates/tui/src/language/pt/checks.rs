//! Rules in Portuguese, in the order of the English texts.

/// What rules check, and why.
pub(in crate::language) const CHECKS: &[(&str, &str)] = &[
    (
        "A client for whom somebody is at work has signed a master agreement.",
        "Um cliente para quem alguém trabalha assinou um contrato-mestre.",
    ),
    (
        "A client pays an invoice by the day it is due, or within the days of the house after it.",
        "Um cliente paga uma fatura no dia em que vence, ou nos dias da casa depois.",
    ),
    (
        "A contractor does not live from one payer for longer than the law presumes nothing.",
        "Um contratado não vive de um só pagador por mais tempo do que a lei nada presume.",
    ),
    (
        "A contractor of a payer in the United States has handed in form W-8BEN, a company W-8BEN-E.",
        "Um contratado de um pagador nos Estados Unidos entregou o formulário W-8BEN; uma empresa, o W-8BEN-E.",
    ),
    (
        "A contractor shows that the social security of each month of work is paid, by the day of the next month.",
        "Um contratado mostra que a previdência de cada mês de trabalho está paga, até o dia do mês seguinte.",
    ),
    (
        "A contractor who bills has billed each full month by the day of the firm, under a number of its own, what the terms of the month make.",
        "Um contratado que fatura faturou cada mês completo até o dia da firma, com número próprio, o que dão as condições do mês.",
    ),
    (
        "A developer at work has every document that the rows of config/rules/documents.toml ask for.",
        "Um desenvolvedor que trabalha tem cada documento que as linhas de config/rules/documents.toml pedem.",
    ),
    (
        "A developer at work is attested for each regime the client asks for.",
        "Um desenvolvedor que trabalha está atestado em cada regime que o cliente pede.",
    ),
    (
        "A developer who hears nothing looks elsewhere.",
        "Um desenvolvedor que nada ouve procura em outro lugar.",
    ),
    (
        "A document that is asked for counts for another 60 days; from 30 days on somebody should act.",
        "Um documento pedido vale mais 60 dias; a partir de 30 dias alguém deveria agir.",
    ),
    ("A document that is asked for still counts.", "Um documento pedido ainda vale."),
    ("A form that has run out is no form.", "Um formulário caducado não é formulário."),
    (
        "A form that says something else of the payee does not count for long.",
        "Um formulário que diz outra coisa de quem recebe não vale por muito tempo.",
    ),
    ("A paper that has expired shows nothing.", "Um documento vencido não mostra nada."),
    (
        "A person signs W-8BEN, a company W-8BEN-E.",
        "Uma pessoa assina W-8BEN; uma empresa, W-8BEN-E.",
    ),
    (
        "A placement does not end within the next days without a renewal.",
        "Uma alocação não termina nos próximos dias sem renovação.",
    ),
    (
        "A placement that fails costs a client, a developer, and within the guarantee a replacement.",
        "Uma alocação que falha custa um cliente, um desenvolvedor e, dentro da garantia, uma substituição.",
    ),
    (
        "A registration for supplying staff is renewed within the months before its end.",
        "Um registro para ceder pessoal se renova nos meses antes do seu fim.",
    ),
    (
        "A signed contract covers every day of work.",
        "Um contrato assinado cobre cada dia de trabalho.",
    ),
    (
        "An employee is not paid less than the least the law allows for their hours.",
        "Um empregado não recebe menos que o mínimo que a lei permite por suas horas.",
    ),
    (
        "An employee took the vacation of each year of work before another year was over.",
        "Um empregado tirou as férias de cada ano de trabalho antes que passasse outro ano.",
    ),
    (
        "Below it a placement costs more than it brings.",
        "Abaixo dele uma alocação custa mais do que traz.",
    ),
    (
        "Beyond it the contract counts as one without an end.",
        "Além disso o contrato conta como indeterminado.",
    ),
    (
        "Courts look at what is done: the client owes what an employee is owed, with back pay.",
        "Os tribunais olham o que se faz: o cliente deve o que se deve a um empregado, com os atrasados.",
    ),
    (
        "Courts take the company for a disguise of the employment that went before.",
        "Os tribunais tomam a empresa por um disfarce do emprego anterior.",
    ),
    (
        "Data nobody needs can only do harm, and the law asks that it go.",
        "Dados de que ninguém precisa só podem fazer mal, e a lei pede que saiam.",
    ),
    (
        "Employment for a fixed term does not last longer than the law allows, renewals included.",
        "O emprego a prazo fixo não dura mais do que a lei permite, com suas renovações.",
    ),
    (
        "Every hour above it is overtime with a premium, or forbidden.",
        "Cada hora acima é extra com adicional, ou proibida.",
    ),
    ("Every row of a subject can be read.", "Cada linha de um assunto pode ser lida."),
    (
        "Every stage of somebody who is proposed was passed within the months of the house.",
        "Cada etapa de quem se propõe foi aprovada nos meses da casa.",
    ),
    (
        "For a week above the limit of the country a premium of at least that of the law is paid, or stands in a payment to come.",
        "Por uma semana acima do limite do país se paga um adicional de ao menos o da lei, ou está em um pagamento por vir.",
    ),
    (
        "Four eyes see a forged paper that two let pass.",
        "Quatro olhos veem um papel falso que dois deixam passar.",
    ),
    (
        "From ten days before an instalment of the thirteenth salary is due it stands in a payment.",
        "Desde dez dias antes de vencer uma parcela do décimo terceiro, está em um pagamento.",
    ),
    (
        "In Chile what is kept back of a fee is the part of the year it was issued in.",
        "No Chile o retido de um honorário é a parte do ano em que foi emitido.",
    ),
    (
        "Invoices and payslips that carry it are void, and banks refuse it.",
        "As faturas e holerites que o trazem são nulos, e os bancos o recusam.",
    ),
    (
        "It can be renewed only then; afterwards one starts anew.",
        "Só então pode ser renovado; depois se começa de novo.",
    ),
    (
        "It can make the client liable for tax where the developer lives.",
        "Pode obrigar o cliente a pagar imposto onde vive o desenvolvedor.",
    ),
    (
        "It is owed on the day of the law; who is late pays fines, and the run is held.",
        "É devido no dia da lei; quem atrasa paga multas, e a execução fica retida.",
    ),
    (
        "It is owed whatever was agreed, with fines.",
        "É devido seja o que for acordado, com multas.",
    ),
    ("It is taken as a sign of employment.", "É tomado como sinal de emprego."),
    (
        "Neither the hours agreed with an employee nor those of a week they tell of are above the limit of the country on that day.",
        "Nem as horas acordadas com um empregado nem as de uma semana que conta passam do limite do país nesse dia.",
    ),
    (
        "No developer may sign contracts in the client's name.",
        "Nenhum desenvolvedor pode assinar contratos em nome do cliente.",
    ),
    (
        "No text about a placement holds a tax number, an e-mail address or the number of a card.",
        "Nenhum texto sobre uma alocação traz um número fiscal, um e-mail ou o número de um cartão.",
    ),
    (
        "No timesheet tells of work from the day a placement ended.",
        "Nenhuma folha de horas conta trabalho desde o dia em que terminou uma alocação.",
    ),
    (
        "No two developers handed in the same tax number.",
        "Não há dois desenvolvedores com o mesmo número fiscal.",
    ),
    (
        "Nobody agreed to pay for it, and the client did not agree to be billed.",
        "Ninguém concordou em pagar, e o cliente não concordou em ser faturado.",
    ),
    (
        "Nobody at the client directs a contractor in Chile who is paid by fees, or sets their hours.",
        "Ninguém do cliente dirige um contratado no Chile pago por honorários, nem fixa seu horário.",
    ),
    (
        "Nobody works for a client from a country, or engaged in a way, that it refuses.",
        "Ninguém trabalha para um cliente de um país, ou contratado de um modo, que ele recusa.",
    ),
    (
        "Once it has expired the payer keeps back part of every fee.",
        "Uma vez vencida, quem paga retém parte de cada honorário.",
    ),
    (
        "One of them is not who they say, or is in the books twice.",
        "Um deles não é quem diz, ou está duas vezes nos livros.",
    ),
    (
        "One person's favour or mistake decides alone.",
        "O favor ou engano de uma pessoa decide sozinho.",
    ),
    (
        "One that is late costs a fine, and the registration.",
        "Um atrasado custa uma multa, e o registro.",
    ),
    (
        "Renewing takes weeks, and payment stops on the day it expires.",
        "Renovar leva semanas, e o pagamento para no dia em que vence.",
    ),
    (
        "Skills fade, and clients are told that everybody was vetted.",
        "Habilidades se perdem, e aos clientes se diz que todos foram avaliados.",
    ),
    (
        "Somebody whose data is used has agreed to it within the months of the row of their country.",
        "Alguém cujos dados são usados concordou nos meses da linha do seu país.",
    ),
    (
        "Supplying staff without it is forbidden, and the client cannot deduct what it pays.",
        "Ceder pessoal sem ele é proibido, e o cliente não pode deduzir o que paga.",
    ),
    (
        "Texts are not sealed: whoever reads them reads that as well.",
        "Os textos não são lacrados: quem os lê também lê isso.",
    ),
    (
        "The client breaks the rules on its data with every day of work.",
        "O cliente descumpre as regras sobre seus dados a cada dia de trabalho.",
    ),
    (
        "The client pays for work it would not own.",
        "O cliente paga por um trabalho que não seria seu.",
    ),
    ("The client's agreement says so.", "O contrato do cliente diz isso."),
    (
        "The company of a contractor was not founded while they were an employee of the same client, or within the months after it.",
        "A empresa de um contratado não foi fundada enquanto era empregado do mesmo cliente, nem nos meses seguintes.",
    ),
    ("The data law of their country asks for it.", "A lei de dados do seu país pede."),
    (
        "The developer has signed over intellectual property and promised secrecy.",
        "O desenvolvedor cedeu a propriedade intelectual e prometeu sigilo.",
    ),
    (
        "The difference is owed whatever was signed, with fines.",
        "A diferença é devida seja o que for assinado, com multas.",
    ),
    (
        "The firm pays developers whether the client pays or not.",
        "A firma paga os desenvolvedores, pague ou não o cliente.",
    ),
    (
        "The form is not past 31 December of the third calendar year after its signature.",
        "O formulário não passa de 31 de dezembro do terceiro ano após a assinatura.",
    ),
    (
        "The form was signed after the last change of the name or the country of who signed it.",
        "O formulário foi assinado após a última mudança de nome ou país de quem o assinou.",
    ),
    (
        "The law asks for a premium, or for another day off.",
        "A lei pede um adicional, ou outro dia de folga.",
    ),
    (
        "The leave of the tax office to be paid without retention still counts.",
        "A licença do fisco para receber sem retenção ainda vale.",
    ),
    (
        "The other form does not count for who is paid.",
        "O outro formulário não vale para quem recebe.",
    ),
    ("The payer answers for what was not kept back.", "Quem paga responde pelo que não se reteve."),
    (
        "The payer must see it before it pays, and answers for what is missing.",
        "Quem paga deve vê-la antes de pagar, e responde pelo que faltar.",
    ),
    (
        "The report on staff supplied is filed by its day in January, May and September.",
        "O relatório do pessoal cedido se apresenta no seu dia em janeiro, maio e setembro.",
    ),
    (
        "The stages of somebody were not all held by one evaluator.",
        "As etapas de alguém não foram todas feitas por um só avaliador.",
    ),
    (
        "The tax number on a document has the length, shape and check digit of its kind.",
        "O número fiscal de um documento tem o tamanho, a forma e o dígito verificador do seu tipo.",
    ),
    (
        "They have the right to it, and offices of data protection fine who is late.",
        "Tem esse direito, e as autoridades de dados multam quem atrasa.",
    ),
    (
        "What a contractor bills is for a month in which terms were in force, and in their currency.",
        "O que um contratado fatura é de um mês com condições vigentes, e na sua moeda.",
    ),
    ("What cannot be read is not checked.", "O que não se pode ler não é verificado."),
    (
        "What client, developer and firm say of a placement week by week, and the alarms that do not wait for it.",
        "O que cliente, desenvolvedor e firma dizem de uma alocação semana a semana, e os alarmes que não esperam.",
    ),
    (
        "What is paid without its bill is no expense, and a number given twice is a mistake or a fraud.",
        "O pago sem fatura não é despesa, e um número dado duas vezes é um engano ou uma fraude.",
    ),
    (
        "What nobody agreed to is not owed, and the client is not billed for it.",
        "O que ninguém acordou não se deve, e não se fatura ao cliente.",
    ),
    (
        "What stays with the firm of what a client pays is not under the floor of the house.",
        "O que fica com a firma do que um cliente paga não está abaixo do piso da casa.",
    ),
    (
        "What was declared and measured of how a contractor works stays under the points of the house.",
        "O declarado e medido de como um contratado trabalha fica abaixo dos pontos da casa.",
    ),
    (
        "Where an employee tells of work on a public holiday of their country, a premium of at least that of the law is paid, or stands in a payment to come.",
        "Onde um empregado conta trabalho em um feriado do seu país, paga-se um adicional de ao menos o da lei, ou está em um pagamento por vir.",
    ),
    (
        "Where the client wants it, somebody's past was checked.",
        "Onde o cliente quer, verificaram-se os antecedentes.",
    ),
    (
        "Where the law asks for it, the firm is registered for supplying staff to the client.",
        "Onde a lei pede, a firma está registrada para ceder pessoal ao cliente.",
    ),
    (
        "Where the law gives a year to take it, what is left must be paid, in Brazil twice.",
        "Onde a lei dá um ano para tirá-las, o que resta deve ser pago, no Brasil em dobro.",
    ),
    (
        "Who asked that their data be erased is erased, or told why not, within the days of the row of their country.",
        "Quem pediu para apagar seus dados é apagado, ou sabe por que não, nos dias da linha do seu país.",
    ),
    (
        "Who somebody is is not kept past the months of their country after their last work, or past those of the firm where they never worked.",
        "Quem alguém é não se guarda além dos meses do seu país após seu último trabalho, ou dos da firma se nunca trabalhou.",
    ),
    (
        "Whoever finds a document right is not who handed it in.",
        "Quem acha certo um documento não é quem o entregou.",
    ),
    ("With control the fees count as wages.", "Com controle, os honorários contam como salário."),
    (
        "Without it the firm cannot show whom it pays, or that it may.",
        "Sem ele a firma não pode mostrar a quem paga, nem que pode.",
    ),
    (
        "Without it the payer may have to keep back 30 % and answers for what it did not.",
        "Sem ele, quem paga pode ter de reter 30 % e responde pelo que não reteve.",
    ),
    (
        "Without one nobody can say what is owed, and who owns the work.",
        "Sem ele ninguém pode dizer o que se deve, nem de quem é o trabalho.",
    ),
    (
        "Without one nobody can say what the client owes.",
        "Sem ele ninguém pode dizer o que o cliente deve.",
    ),
];
