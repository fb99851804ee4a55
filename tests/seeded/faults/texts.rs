//! Faults of descriptions.

use super::{Fault, Given};
use crate::seeded::clean::{Dice, Measures};
use verbale_model::Language::{self, Ar, En, Es, Fr, Ru, Zh};

/// Writes one of some descriptions, each with the language of its reply, in a form or a coding sheet.
fn described(dice: &mut Dice, texts: &[(Language, &str)]) -> Vec<Given> {
    let (language, text) = *dice.pick(texts);
    let mut measures = Measures::clean(dice, language);
    let place = dice.place(60);
    measures.rows[place].2 = text.to_owned();
    if language == En && dice.number(0, 2) == 0 {
        return vec![Given::table(dice, &measures.coded())];
    }
    vec![Given::form(dice, &measures)]
}

pub(crate) const FAULTS: &[Fault] = &[
    ("L01", |dice| {
        let texts = [
            (En, "O plano nacional foi aprovado pelo governo e os relatórios são publicados."),
            (En, "Национальный план действий утверждён правительством и опубликован."),
            (En, "Le plan national est adopté par le gouvernement et les rapports sont publiés."),
            (Fr, "El plan nacional fue aprobado por el gobierno y los informes se publican."),
            (Es, "The national plan was adopted by the government and the reports are published."),
            (Ru, "Le plan national est adopté par le gouvernement et les rapports sont publiés."),
            (Ar, "The national plan was adopted by the government and the reports are published."),
            (Zh, "El plan nacional fue aprobado por el gobierno y los informes se publican."),
            (Fr, "国家行动计划已获政府批准，报告每年公布。"),
            (Ru, "أقرت الحكومة خطة العمل الوطنية وتنشر التقارير كل عام."),
        ];
        described(dice, &texts)
    }),
    ("L03", |dice| {
        let texts = [
            (En, "Ministry of Justiсe and its offices"),
            (En, "the Асt of the parliament is in force"),
            (Fr, "le ministère de la justiсe et ses services"),
            (Es, "el Ministerio de Justiсia y sus oficinas"),
            (Ru, "Министерство юстиции и его oтделы"),
        ];
        described(dice, &texts)
    }),
    ("L04", |dice| {
        let texts = [
            (En, "adoptÃ© by the parliament"),
            (En, "the minist\u{fffd}re is in charge of it"),
            (Fr, "la loi a Ã©tÃ© adoptÃ©e"),
            (Es, "la legislaciÃ³n estÃ¡ en vigor"),
            (Ru, "Ð—Ð°ÐºÐ¾Ð½ принят"),
            (Ar, "صدر القانون \u{fffd}\u{fffd} في عام 2010"),
            (Zh, "法律\u{fffd}已经颁布"),
        ];
        described(dice, &texts)
    }),
    ("P01", |dice| {
        let texts = [
            (En, "Ms. Ilsa Morwen, a victim of forced labour, was given housing."),
            (En, "The victim, named Odile, was given housing by the ministry."),
            (En, "The shelter took in the victim Marta Ruelas in the spring."),
            (Fr, "La victime, Mme Odile Vastier, a été hébergée par le ministère."),
            (Es, "La víctima, la Sra. Marta Ruelas, fue acogida por el ministerio."),
            (Ru, "Потерпевшая по имени Ирма была размещена в приюте министерства."),
            (Ar, "تم إيواء الضحية واسمها سلمى في دار تابعة للوزارة."),
            (Zh, "受害人名叫李梅，已由该部安置。"),
        ];
        described(dice, &texts)
    }),
    ("P02a", |dice| {
        let texts = [
            (En, "Write to focal.point@interior.example for the text."),
            (En, "desk@mfa.example"),
            (Fr, "Le texte est disponible auprès de bureau@justice.example pour tous."),
            (Es, "El texto puede pedirse a oficina@justicia.example en el ministerio."),
            (Ru, "Текст закона можно получить по адресу otdel@mvd.example в министерстве."),
            (Ar, "يمكن الحصول على نص القانون من desk@moj.example في الوزارة."),
            (Zh, "法律文本可向desk@moj.example索取。"),
        ];
        described(dice, &texts)
    }),
    ("P02b", |dice| {
        let texts = [
            (En, "The desk is at +999 22 555 0178 in the week."),
            (En, "Telephone: 022 555 01 78"),
            (En, "tel. (022) 555-0178"),
            (Fr, "Le bureau est joignable par téléphone au 022 555 01 78."),
            (Es, "La oficina atiende en el teléfono 022 555 01 78."),
            (Ru, "Справки в отделе министерства, телефон 022 555-01-78."),
            (Ar, "للاستفسار يمكن الاتصال على هاتف 0225550178 في الوزارة."),
            (Zh, "咨询电话：0225550178。"),
        ];
        described(dice, &texts)
    }),
    ("P02c", |dice| {
        let texts = [
            (En, "Returned with passport No. X1234567."),
            (En, "The holder of ID 99887766 was returned."),
            (Fr, "Elle est rentrée avec le passeport X1234567 du ministère."),
            (Es, "Regresó con el pasaporte X1234567 del ministerio."),
            (Ru, "Возвращена с документом: паспорт 1234567."),
            (Ar, "عادت وهي تحمل جواز سفر رقم X1234567 من الوزارة."),
            (Zh, "持护照X1234567返回。"),
        ];
        described(dice, &texts)
    }),
    ("P03", |dice| {
        let texts = [
            (En, "A 16-year-old from Romania was found in Vastholm and given housing."),
            (En, "A girl aged 15 was found near Vastholm on 3 March 2016."),
            (Fr, "Une fille âgée de 15 ans a été trouvée près de Vastholm le 3 mars 2016."),
            (Es, "Una niña de 15 años fue hallada cerca de Vastholm el 3 de marzo de 2016."),
            (Ru, "Девочка 15 лет из Румынии была найдена 3 марта 2016 года."),
        ];
        described(dice, &texts)
    }),
];
