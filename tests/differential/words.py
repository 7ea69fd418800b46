"""What the made-up articles and watches are built of: words and sentences of many languages.

A sentence has gaps: {n} a name of the frozen list, {x} an invented one, {g} a given name,
{w} and {v} words of the language, {i} a number.
"""

from __future__ import annotations

WORDS = {
    "fr": "grève grèves réforme réformes retraite retraites cheval chevaux barrage barrages élu "
    "élue élus élues cyber-attaque cyberattaque séisme manifestation manifestations journal "
    "journaux drone drones raffinerie hôpital hôpitaux vote votes pêcheur pêcheurs école écoles "
    "œuvre œuvres budget incendie incendies général généraux missile missiles œil yeux loi lois",
    "en": "strike strikes striking reform reforms pension pensions horse horses dam dams mouse "
    "mice cyber-attack cyberattack quake protest protests protester newspaper newspapers drone "
    "drones refinery hospital hospitals vote votes fisherman fishermen school schools budget "
    "city cities woman women missile missiles crisis crises shelf shelves law laws us it who",
    "de": "Streik Streiks Reform Reformen Rente Renten Pferd Pferde Haus Häuser Cyberangriff "
    "Cyber-Angriff Beben Zeitung Zeitungen Drohne Drohnen Krankenhaus Krankenhäuser Wahl Wahlen "
    "Fischer Schule Schulen Haushalt Brand Brände Rakete Raketen Gesetz Gesetze Firma Firmen",
    "es": "huelga huelgas reforma reformas pensión pensiones caballo caballos presa presas luz "
    "luces ciberataque sismo protesta protestas diario diarios dron drones refinería hospital "
    "hospitales voto votos pescador pescadores escuela escuelas incendio incendios misil ley",
    "it": "sciopero scioperi riforma riforme pensione pensioni cavallo cavalli diga dighe città "
    "protesta proteste giornale giornali drone droni ospedale ospedali voto voti legge leggi",
    "pt": "greve greves reforma reformas pensão pensões cavalo cavalos barragem protesto jornal "
    "jornais drone hospital hospitais voto pescador pescadores escola escolas incêndio lei leis",
    "ru": "забастовка забастовки реформа реформы пенсия пенсии лошадь плотина протест протесты "
    "газета газеты дрон дроны больница выборы рыбак школа школы бюджет пожар ракета ракеты закон",
    "ar": "إضراب الإضراب إصلاح الإصلاح سد السد احتجاج صحيفة طائرة مستشفى المستشفى تصويت مدرسة "
    "والمدرسة ميزانية حريق صاروخ وصاروخ قانون بالقانون",
    "zh": "罢工 改革 养老金 大坝 抗议 报纸 无人机 医院 投票 学校 预算 火灾 导弹 法律 地震",
    "ko": "파업 개혁 연금 댐 시위 신문 드론 병원 투표 학교 예산 화재 미사일 법률",
    "tr": "grev grevler reform emeklilik at baraj protesto gazete gazeteler insansız hastane okul "
    "okullar bütçe yangın yangınlar füze yasa ışık",
}

GIVEN = [
    "Marie",
    "Jean",
    "Anna",
    "Brigitte",
    "Richard",
    "John",
    "Karl",
    "Luis",
    "Olga",
    "Piotr",
    "Élodie",
    "Jean-Luc",
]

SENTENCES = {
    "fr": (
        "Le groupe {n} a annoncé une {w} à {n} pour {i} salariés.",
        "La {w} de {x}, selon {g} {n}, touche aussi l’{n} et d'autres.",
        "« Nous voulons une {w} », a dit {g} {x} devant la {w}.",
        "A {n}, les {w} et les {v} ont repris après {i} jours : {n} se tait.",
        "Le coup d'État manqué, puis la réforme des {w}, ont changé {n}.",
        "{x} a rencontré {n} ; {n} n'y était pas.",
        "Rue de {n}, un {w} a été vu par {g} {x}-{x}.",
    ),
    "en": (
        "{n} said a {w} near {n} would hit {i} people.",
        "The {w} of {x} is over, {g} {n} told reporters in {n}.",
        "“No {w} without {v},” said {g} {x}, head of {n}.",
        "{n}'s {w} and the {v}-{w} plan were discussed by {x} and {n}.",
        "In {n} the {w} began; U.S. officials and {n} kept silent.",
        "Shares of {n} fell {i} percent after the {w} at {x}.",
        "She bought turkey and china in New {n}, near {n} Tower.",
    ),
    "de": (
        "Der Konzern {n} kündigt {w} in {n} an, {i} Menschen sind betroffen.",
        "Die {w} von {x} trifft laut {g} {n} auch die {v}.",
        "„Keine {w} ohne {v}“, sagte {g} {x} vor dem Gericht in {n}.",
        "{n} und {n} streiten über {w}; ein heller Stern namens {x}.",
        "Über {n} wurde in {n} nichts gesagt, so {x}-Chef {g} {x}.",
    ),
    "es": (
        "El grupo {n} anunció una {w} en {n} para {i} personas.",
        "La {w} de {x}, según {g} {n}, afecta también a {n}.",
        "«No habrá {w} sin {v}», dijo {g} {x} en {n}.",
        "El presidente de {n} y el de {n} hablaron de la {w}.",
        "En la calle {n} se vio un {w} de {x}.",
    ),
    "it": (
        "Lo {w} a {n} riguarda {i} persone, dice {g} {n}.",
        "La {w} di {x} e la {v} dell'{n} restano aperte.",
        "{x} ha incontrato {n} a {n}.",
    ),
    "pt": (
        "A {w} em {n} afeta {i} pessoas, disse {g} {n}.",
        "O {v} de {x} e a {w} de {n} continuam.",
        "{x} encontrou {n} em {n}.",
    ),
    "ru": (
        "В {n} началась {w}, сообщил {g} {n}.",
        "{w} и {v} обсуждали в {n}: {i} человек, {x}.",
        "По словам {x}, {n} не участвует.",
    ),
    "ar": (
        "أعلنت {n} عن {w} في {n} يوم الاثنين.",
        "قال {g} {n} إن {w} و{v} في {n} مستمرة.",
        "{x} و{n}: {i} شخصا.",
    ),
    "zh": ("{n}宣布{w}，{i}人受影响。", "{n}与{n}讨论{w}和{v}。", "{x}在{n}说：{w}。"),
    "ko": ("{n} 정부는 {w}을 발표했다.", "{n}와 {n}의 {w}, {v}.", "{x}는 {n}에서 {w}를 봤다."),
    "tr": (
        "{n}'da {w} başladı, {i} kişi etkilendi.",
        "{g} {n}, {n} için {w} ve {v} dedi.",
        "{x} ile {n} görüştü.",
    ),
}

SOURCES = ("Le Courrier", "Nordpost", "The Ledger", "Diario 7", "lemonde-test", "Агентство")
