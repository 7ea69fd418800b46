"""Words that tell what kind of thing a name stands for: folded, in four languages.

Four kinds: o organisation, l place, p person, t thing (a work, a storm, an animal, a fruit).
APPOSED stand right before the name (adjectives may stand between), OF_HEADS before it with
"de", "of" or "von", FOLLOW right after it, TOPICS anywhere near.
"""

from __future__ import annotations

from typing import Final

APPOSED: Final = {
    "o": """
    groupe group grupo gruppe groupement societe company compania firme firm firma entreprise
    empresa unternehmen konzern multinationale multinational milice militia miliz milicia
    compagnie
    constructeur geant giant gigante gigant carmaker automaker maker operateur operator operador
    betreiber banque bank banco marque brand marca marke startup organisation organization
    organizacion ong ngo syndicat union sindicato gewerkschaft parti party partido partei club
    agence agency agencia agentur chaine network journal newspaper quotidien magazine zeitung
    diario fondation foundation stiftung fundacion mouvement movement bewegung editeur publisher
    fabricant manufacturer hersteller fabricante distributeur retailer enseigne petrolier
    energeticien equipementier avionneur sous- traitant fournisseur supplier prestataire
    plateforme
    platform plattform plataforma reseau concurrent rival mastodonte mercenaires mercenaries
    mercenary soldner mercenarios paramilitaires filiale subsidiary tochter laboratoire labo
    drugmaker chipmaker airline aerienne maison cabinet fonds assureur insurer versicherer tech
    petroliere petrolera automobiliste holding equipe team association verein ejercito nebuleuse
    societé outfit force contractor jihadistes institut institute instituto galeries usine magasin
    boutique station-service supermarche supermarket hypermarche factory refinery raffinerie
    regiment bataillon battalion brigade editions studio studios publicitaire sellier laboratoires
    mutuelle cooperative commission ministere ministry junte aerolinea ecurie lender miner loueur
    motoriste operadora entidad modekette gasekonzern app revue weekly hebdomadaire chain kette
    cadena label
    """,
    "p": """
    m mm mr mrs ms miss mme mmes mlle monsieur madame herr frau senor senora sr sra don dona dr
    docteur doctor doktor pr prof professeur professor me maitre sir lord lady dame mgr pere soeur
    frere saint sainte general colonel capitaine captain lieutenant sergent sergeant major
    commandant amiral admiral marechal caporal president presidente prasident premier chancelier
    chancellor kanzler chanceliere ministre minister ministra senateur senator depute deputee
    representative congressman congresswoman gouverneur governor maire mayor burgermeister alcalde
    juge judge richter juez procureur prosecutor avocat avocate lawyer anwalt abogado ambassadeur
    ambassador roi king konig rey reine queen konigin prince prinz princesse princess pape pope
    papst compositeur composer komponist compositor chanteur chanteuse singer sangerin sanger
    cantante acteur actrice actor actress schauspieler schauspielerin realisateur realisatrice
    director ecrivain ecrivaine romancier romanciere author writer autor autorin schriftsteller
    escritor peintre painter maler pintor sculpteur architecte architect philosophe philosopher
    historien historian historienne pilote pilot driver joueur joueuse player spieler jugador
    gardien goalkeeper torhuter defenseur defender verteidiger milieu midfielder mittelfeldspieler
    attaquant attaquante striker sturmer delantero ailier winger lateral entraineur entraineuse
    coach trainer entrenador manager selectionneur sprinteuse nageur nageuse tennisman cycliste
    skieur boxeur judoka astronaute astronaut chef cheffe candidat candidate candidato kandidat
    kandidatin temoin suspect accuse victime victim journaliste journalist periodista
    presentatrice
    mannequin model rappeur rappeuse rapper humoriste comedian influenceuse streamer danseuse
    pianiste pianist violoniste soprano tenor baryton economiste economist analyste analyst
    chercheur chercheuse researcher forscher investigador patron boss ceo pdg milliardaire
    billionaire entrepreneur fondateur founder famille family familie familia epoux epouse mari
    femme wife husband fils fille son daughter clan fan neighbour neighbor friend brother sister
    uncle aunt cousin colleague grandson granddaughter grandfather grandmother grandpa grandma
    widow voisin voisine ami amie oncle tante cousine collegue grand-pere grand-mere neveu niece
    beau-frere nachbar nachbarin freund freundin bruder schwester onkel tante kollege vecino
    vecina
    amigo amiga hermano hermana tio tia musician musicien musicienne baseballer golfeur golfer
    footballeur footballer footballeuse batteur drummer guitarist guitariste chemist physicist
    physicien physicienne mathematicien mathematicienne biologiste designer styliste couturier
    couturiere inventor inventeur savant nazi militant militante activist opposant opposante
    dissident dissidente detective commissaire inspector inspecteur officer officier pasteur
    pastor
    rabbin rabbi imam cardinal eveque bishop archbishop archeveque emperor empereur kaiser emir
    sultan duke duc duchesse duchess comtesse countess baron baronne baroness premiere chairman
    chairwoman vorsitzender vorsitzende abgeordneter abgeordnete sprecher sprecherin dirigente
    diputado diputada senadora pianista escritora pintora ex-president ex-ministre ex-premier
    vice-president poete poet dichter poeta sculptor escultor navigator navigateur explorer
    explorateur sociologue sociologist teacher professeure enseignant enseignante comedienne
    comedien chimiste philosoph filosofo matematico torero cineaste filmmaker chorégraphe
    choreographe choreographer heiress heritiere ventriloquist magician magicien acrobate
    secretaire secretary lawmaker senatrice pontiff pontife monarque monarch widower
    ex-footballeur
    adventurer aventurier sociologist comic heros hero heroine held heldin figure leader chefe
    legende legend star vedette icone icon
    """,
    "l": """
    lac lake lago mont mount monte berg ile iles island isla insel fleuve river rio fluss riviere
    ville city ciudad stadt village town pueblo dorf port airport aeroport region province
    provincia provinz etat state estado departement rue street calle strasse avenue boulevard
    place
    plaza platz gare station quartier district barrio comte county canton commune prefecture
    republique republic republica republik royaume kingdom downtown central greater northern
    southern eastern western upper lower north south east west nord sud ouest lycee college ecole
    hopital hospital clinique stade stadium musee museum theatre cinema metro quai allee impasse
    faubourg cours parc park square jardin pont rond-point vallee valley mer sea ocean detroit
    strait golfe gulf baie bay cap cape canal delta desert plage colline chateau castle hotel
    tunnel tour circuit flughafen bahnhof krankenhaus mar golfo valle colegio hospital aeropuerto
    bibliotheque mediatheque gymnase piscine collegium aerogare maison-musee biblioteca plazuela
    capital capitale hauptstadt sous-prefecture archipel archipelago cite metropole metropolis
    suburb banlieue
    """,
    "t": """
    film movie pelicula roman novel novela livre book libro buch album chanson song cancion lied
    serie series single episode spectacle musical comedie tableau painting ouragan hurricane
    huracan tempete storm tormenta sturm cyclone typhon typhoon depression navire ship paquebot
    ferry yacht porte-avions fregate sous-marin uss hms telescope sonde probe satellite rover
    mission fusee planete planet planeta couleur colour color farbe fruit jus juice variete prix
    trophee trophy cheval horse chien dog cat dinde volaille asteroide comete jeu game videogame
    deesse dieu god goddess diosa gottin statue mythe opera ballet clementine zeste alerte
    vigilance warning code parfum perfume vin wine cocktail biere beer papillon butterfly requin
    shark virus variant operation opération programme projet plan fromage cheese pomme apple race
    breed
    """,
}

OF_HEADS: Final = {
    "o": """
    equipe equipes team teams technicien techniciens conseiller conseillers
    pdg ceo patron patronne boss actionnaire actionnaires shareholder shareholders aktionare
    accionistas salarie salaries employe employes employees mitarbeiter empleados mercenaire
    mercenaires mercenaries soldner mercenarios combattants fighters miliciens militiamen usine
    usines factory werk fabrica siege headquarters sitz sede filiale filiales subsidiary action
    actions shares aktie aktien acciones titre cours clients customers kunden clientes benefice
    benefices profits profit gewinn beneficios revenus revenue umsatz ventas ventes sales
    resultats
    results produits products produkte boutique boutiques magasin magasins store stores fondateur
    cofondateur founder cofounder grunder fundador porte-parole spokesperson spokesman spokeswoman
    sprecher portavoz membres members mitglieder miembros cadres executives dirigeants board
    conseil ingenieurs engineers developpeurs raffinerie raffineries refinery station-service
    stations-service concessionnaires abonnes subscribers reseau antennes part parts stake rachat
    takeover acquisition ubernahme adquisicion faillite bankruptcy valorisation capitalisation
    algorithme serveurs plateforme applications montres hommes forfait forfaits amende proces
    rayons hypermarche hypermarches supermarches enseigne caissieres depart dette dettes marges
    licence
    """,
    "p": """
    opera operas musique music musik musica oeuvre oeuvres works werke obra obras symphonie
    symphonies symphony partition partitions fils fille son daughter sohn tochter hijo hija epouse
    femme wife veuve widow mari husband mere pere mother father biographie biography biografie
    biografia memoires memoirs films film pelicula peliculas roman romans novels livre livres
    album
    albums chanson chansons concert concerts tournee but buts goal goals carriere career karriere
    carrera obseques funerailles funeral mort death tod muerte disparition naissance anniversaire
    discours speech rede interview candidature mandat presidence presidency avocat avocats lawyer
    lawyers anwalt role anneau ring tetralogie lettres portrait personnalite popularite cote
    entourage proches blessure transfert maillot retour talent voix genie victoire quinquennat
    politique ministres visite declarations propos vie life leben vida pensee statue buste bust
    tombe grave grab tumba tombeau maison house enfance childhood kindheit infancia
    """,
    "l": """
    ville villes city cities stadt ciudad village town dorf pueblo maire mayor burgermeister
    alcalde mairie habitant habitants inhabitants residents residentes einwohner bewohner rue rues
    streets strassen calles centre-ville quartier quartiers district districts aeroport airport
    flughafen gare station bahnhof hopital hospital krankenhaus universite university prefet
    prefecture eveque archeveque bishop cathedrale cathedral musee museum region regions province
    provinces provinz provincia etat state states estado republique republic republik republica
    royaume kingdom ile iles island islands isla insel lac lake port hafen puerto baie bay golfe
    gulf nord sud est ouest north south east west norden suden osten westen norte sur este oeste
    northern southern eastern western capitale capital hauptstadt frontiere frontieres border
    borders grenze frontera cote cotes coast kuste costa president presidente prasident
    gouvernement government regierung gobierno armee army peuple people population poblacion
    bevolkerung ambassade embassy botschaft embajada ambassadeur ambassador drapeau flag parlement
    parliament economie economy wirtschaft territoire territory territorio banlieue suburb suburbs
    outskirts environs porte large autorites authorities voyage vol vols ressortissants citoyens
    citizens roi king reine queen histoire tribunal cour court bataille battle siege traite
    conference sommet accord accords festival biennale pont pays vins vin wines wine fleurs
    tulipes
    fromages equipe team selection championnat championship carnaval carnival plages beaches plage
    mines mine ports commune communes rives banks bank oblast canton departement prison prisons
    stade stadium parc zoo tramway tramways metro rocade periferique bassin basin vallee valley
    municipio municipios departamento gobernacion gemeinde kreis detroit strait cap cape tribes
    tribe tribus jungle forets forest forests eaux waters foret
    littoral montagnes mountains sud-est nord-est leader leaders dirigeant dirigeants
    """,
    "t": """
    jus juice zeste zest ecorce quartiers couleur recette recipe slices slice tranches elevage
    elevages growers grower eaters chasse oeufs plumes filet filets escalope escalopes plat plats
    verre planete planet surface sol orbite orbit saison season episode champ tarte pie crate
    porcelaine porcelain faience dentelle lace savon soap moutarde mustard jambon ham huile huiles
    oil piment cristal crystal tapisserie saucisse saucisses couteau couteaux nougat calissons
    berlingots betises parfum pincee feuille feuilles baton bouquet pot rangee marbre marble
    velours soie laine cuir
    """,
}

FOLLOW: Final = {
    "o": """
    group inc incorporated corp corporation sa sas spa ag se gmbh plc ltd limited llc co company
    energies energie energy holdings holding bank motors motor industries international
    groupe gruppe grupo fc united entertainment pictures records games media telecom telekom
    airlines airways university foundation party partners technologies systems solutions platforms
    labs studios stores store ceo boss chief founder cofounder executives executive employees
    employee workers staff spokesperson shares share stock stocks investors shareholders customers
    users subsidiary headquarters profits profit revenue revenues sales earnings mercenaries
    mercenary fighters fighter troops forces militia soldner chef kampfer truppe truppen aktie
    aktien chefs mercenarios iphone iphones music pay watch tv cyberdefense business events
    devices
    products product app apps platform refinery chemicals oil stations services service france
    espana deutschland europe marketing quarterly flights flight warehouse warehouses shareholder
    headset headsets cars vehicles vehicle trucks pickups recall plant plants factory
    factories chairman spokesman spokeswoman fund funds pilots crews brand logo lawyers deal
    outlets shops supermarkets checkout owner parent antennes abonnes battalion regiment brigade
    stiftung verlag werke werk konzern
    """,
    "p": """
    jr senior junior oper opern festspiele opera operas concert biography memoir memoirs
    """,
    "l": """
    city county state states island islands lake river airport street avenue road beach valley
    falls region province district bay coast harbor harbour bridge park university museum station
    president government army parliament junta capital border economy elections election minister
    ambassador embassy residents resident authorities police mayor officials lira coup centre
    center downtown basin palais palace palast schloss palacio rainforest military lawmakers
    peninsula lakes shore village villages town
    towns cities communities tribes tribe tribal forest dam soil square tower towers hotel hills
    hill mountains mountain stadium hospital school college high strait sea delta gulf plateau
    desert regional provincial municipal zoo plain plains highway tunnel waterfront suburbs suburb
    haus strasse platz allee schule gymnasium ufer brucke garden gardens canyon creek cathedral
    abbey casino arena drought droughts flood floods flooding earthquake quake heatwave wildfire
    wildfires blaze protests riots unrest truce referendum siege tourism visas envoy refugees
    """,
    "t": """
    juice grower growers prices price pie pies tree trees peel zest sauce crumble cider orchard
    orchards breast sandwich sandwiches dinner stuffing leftovers farm farms farmers hunt hunting
    trot feathers bacon burger burgers blossom marmalade rover lander orbiter mission crater movie
    film sequel season harvest harvests picking shortage seasons recipe recipes seeds skin skins
    tartlet cake cakes bears fires beetles butter hat hats bottle bottles flowers jam fish cheese
    breeds breed wine wines pepper cork corks glass glasses leaf leaves petals scent socks miles
    verdict finish words decision friday monday tuesday wednesday thursday saturday sunday market
    markets hole
    """,
}

DOES: Final = {
    "o": """
    recalls recalled leve embauche embauchera recrute licencie rachete acquiert commercialise
    devoile investit
    fabrique livre debauche rappelle suspend hires acquires buys unveils recalls ships sells
    raises sues posts taps poaches entlasst verkauft liefert contrata despide lanza
    """,
    "p": """
    epouse meurt chante incarne sourit pleure accouche remercie embrasse s'eteint dies marries
    weds stars sings retires resigns quits jokes apologises apologizes tweets stirbt heiratet
    singt spielt muere canta actua protagoniza
    """,
    "l": """
    recalls recalled rappelle vote elit expulse accueille commemore manifeste votes elects expels
    hosts mourns braces
    declares awaits empfangt wahlt trauert sperrt acoge vota
    """,
}
"""Verbs that stand right after the name of what mostly does that."""

TOPICS: Final = {
    "o": """
    mercenaire mercenaires milice miliciens paramilitaire paramilitaires mercenaries mercenary
    militia paramilitary soldner soldnertruppe miliz mercenarios milicia prigojine prigozhin
    prigoschin groupe pdg ceo actionnaires bourse benefice benefices filiale entreprise
    entreprises
    societe marque clients ventes usine usines salaries syndicats company companies firm corporate
    shareholders investors earnings quarterly subsidiary brand customers startup acquisition
    merger
    antitrust smartphone smartphones iphone logiciel software technologies operateur operateurs
    fibre abonnes subscribers petrolier petroliere compagnie konzern aktie aktien umsatz gewinn
    unternehmen firma empresa empresas acciones beneficios ventas trimestre dividende dividend
    chiffre capitalisation cac nasdaq shares stock revenue profits profit concurrents competitors
    multinationale facebook instagram whatsapp google microsoft samsung amazon raffinerie
    carburants carburant petrole mobile forfait appareils employees employes lawsuit regulator
    regulators cnil fusion rachat chipmaker puces chips produits products tarifs tarif barrels
    baril gazier licencie licenciements layoffs embauche embauches postes emplois rachete
    commercialise distributeur enseigne magasins stores flights vols airline aerienne passengers
    passagers aerolinea vuelos prestations sellier luxe luxury sportswear retailer electromenager
    hypermarches supermarches abus amende fined fine concurrence monopole investment fees index
    forecast quarter trimestriel marges constructeur batterie battery pickups warehouse warehouses
    livraison livraisons commandes contrat contract konzernchef stellen vorstand aufsichtsrat
    banco
    entidad ganancias investit elus candidats militants bataillon regiment armee army soldats
    soldiers troupes troops rebelles rebels jihadistes jihadists djihadistes combat combats
    fighting attaque offensive front exactions retrait chain chains kette cadena restaurants
    restaurant boutiques franchise overdraft supplier zulieferer hebdomadaire lectorat redakteure
    redaction redaktion
    """,
    "p": """
    compositeur composer komponist compositor opera operas oper opern partition symphonie symphony
    orchestre orchestra orchester bayreuth soprano tenor chef festspiele musicien tannhauser
    parsifal walkyrie walkure lohengrin tristan ring philharmonique musicologue ne nee born
    geboren
    nacido nacida mort morte decede decedee died gestorben fallecio epouse mari femme veuve fils
    fille wife husband daughter ehefrau acteur actrice actor actress schauspieler chanteuse
    chanteur singer sanger cantante joueur joueuse player spieler jugador entraineur coach trainer
    entrenador buteur striker sturmer delantero defenseur milieu titulaire blesse blessure
    transfert bundesliga ligue saison album tournee
    tour film tournage roman romancier biographie biography biografia ans years-old retraite
    carriere career mannequin pianiste violoniste peintre condamne avocat prenom surnom parents
    enfance president minister ministre premier elected elu elue depute deputee senateur senator
    candidat candidate chancelier kanzler altkanzler presidente ministro plainte memoir memoirs
    memoires diary musician song songs chansons spoke interview wrote painter actors comedian
    monarch duke designer drummer footballer sacked coached scored inventeur inventor ecrivain
    writer savant philosophe erfinder dichter schriftsteller couturiere costume inherited
    heritiere
    stepped resigned basketball nba rebounds quarterback guitar piano guitare lead-singer soloist
    chancellor prime secretary lawmaker mp mps naturalist naturalista naturaliste notebooks
    letters
    lettres carnets manuscript manuscrit exvicepresidente vicepresidente expresidente exministro
    altkanzlerin evp-chef poete poet adventurer explorer naviguant navegante dictador dictator
    marechal correspondance sociologue comedienne
    """,
    "l": """
    ville habitants region province maire pays frontiere capitale gouvernement armee junte
    population touristes tourisme seisme inondations aeroport city town residents mayor country
    border capital government army junta parliament elections tourists earthquake floods stadt
    einwohner regierung grenze hauptstadt ciudad pais gobierno frontera habitantes ambassade
    embassy ministre ministere presidentielle territoire nord sud soldats soldiers forces troupes
    rebelles rebels jihadistes jihadists djihadistes attaque diplomatie refugies refugees onu
    comte
    county state etat governor gouverneur senate voters musee cathedrale quartier centre plage
    fleuve montagne otan nato lira sanctions rainforest deforestation jungle foret airspace
    kingdom
    opposition exports coup visa sommet habitant riviere river rivers fluss rio crue drought
    secheresse tribes tribe tribu tribus indigenous indigenes villages village villageois commune
    municipal municipale municipalite prefecture prefet departement banlieue quartiers streets
    rues
    trottoirs incendie pompiers firefighters inondation evacues evacuated manifestation
    manifestants protesters tramway tramways bus metro kommune stadtrat innenstadt burgermeister
    alcaldia calles barrio vecinos bomberos diplomates negociations ceasefire drones monarchy
    ambassadeur ambassador diplomatique diplomatic diplomats ouragan hurricane cyclone rafales
    landfall airports aeroports
    """,
    "t": """
    recette recettes cuire cuisson four farcie farci viande fruit fruits jus arbre arbres oiseau
    oiseaux plumes plumage recipe oven roast roasting roasted bake baked cook cooking stuffing
    juice tree trees bird birds feathers thanksgiving poultry gravy cranberry sandwich sauce
    rezept
    ofen vogel receta pavo horno planete planet rover astronomes astronomers volaille volailles
    verger pommes agrumes vitamine telescope romance harvest recolte growers grower frost gel
    orchard archaeologists archeologues fossil fossils fossile beach animal animals animaux zoo
    insect insects insecte species espece especes biologists biologistes wildlife faune reptile
    poisson shark requin predateur predator cubs captivity captivite lion tiger perfume parfum
    bottle bouteille wine vin vins spice epice pepper poivre piment ajoutez mythologie mythology
    temple goddess deesse dieu gods marble statue bronze antiquite olympus gemuse gericht kuche
    salat vitamin teller kuchen cocina legumbres ingredients ingredient teaspoon cuillere flocks
    grippe colour colours color colors couleur couleurs farbe farben mange eat eating eats taste
    gout saveur garden jardin plantes seeds graines novel shrub champignons mushrooms
    poele beurre butter mijoter rognons assiette assiettes porcelaine sommelier decanted chef
    gastronomie verre tulipes astronomos astronomen auroras orbit greifvogel baum chor tier tiere
    netze stylo pen verb verbe noun grammaire atome atom electrons chimiste gardeners lawn crochet
    knitting tricot hiking sailor squeamish
    """,
}

TELLING: Final = {
    "o": """
    mercenaires mercenaries soldner mercenarios actionnaires shareholders aktionare accionistas
    pdg ceo cnil nasdaq antitrust konzern smartphone smartphones iphone abonnes subscribers
    """,
    "p": """
    opera oper bayreuth compositeur composer komponist compositor symphonie symphony orchestre
    orchestra orchester festspiele premiere soprano tenor actor actress acteur actrice sturmer
    striker buteur delantero milieu midfielder singer chanteur chanteuse verteidiger
    """,
    "l": """
    habitants inhabitants einwohner habitantes residents rainforest deforestation
    """,
    "t": """
    fruit fruits recipe recette rezept receta oven four horno thanksgiving cranberry bird birds
    vergers orchards harvest growers gemuse insect insecte fossil perfume parfum biologists
    mythology mythologie goddess deesse sauce ingredients poele champignons astronomen astronomos
    astronomes
    """,
}
"""Topic words that count more than others."""

GIVEN: Final = """
aaron abdel abdelaziz abdelmadjid abdou abdoulaye adam adama adele adrian adrien agathe agnes
ahmad ahmed aisha alain alan alana albert alberto alejandro aleksandr aleksei alessandro alex
alexander alexandra alexandre alexandria alexei alexis alfred ali alice alicia alina aline alison
amadou amanda amelie amina aminata amy ana anais anas andre andrea andreas andrei andres andrew
andy angela angelina anita ann anna annalena anne annie anthony antoine anton antonio arnaud
arnold artem arthur arvind assimi astrid audrey aung aurelie aurore austin avigdor axel ayse
bachar bakary barack barbara bashar beatrice ben benazir benjamin benyamin bernard bernd bernhard
bernie bertrand bill binyamin bjorn bob boris brad brandon brian brice bridget brigitte bruce
bruno bryan camille carl carla carlo carlos carmen carol carolina caroline catherine cecile celine
chad charles charlie charlotte cheick cheikh chelsea chloe chris christian christiane christina
christine christophe christopher chrystia chuck claire clara claude claudia clement clementine
colin constance corentin cosima cristiano cristina cyril cyrille dakota damien dan daniel daniela
danielle danny david deborah delphine denis dennis diana diane diego dieter dilma dimitri dmitri
dmitry dominic dominique don donald dorothee doug dylan ebrahim eddy edouard eduardo edward ehud
ekrem elena eleonore elias elisabeth elise elizabeth ella ellen elodie elon emil emile emilie
emily emine emma emmanuel emmanuelle enrique enzo eric erica erik ernst esther etienne eugene eva
evan eve evgeny evgueni evo fabian fabien fabrice fatima fatou fatoumata federico felipe felix
fernando filip flora florence florent florian francesca francesco francis francisco franck
francois francoise frank franz fred frederic frederique friedrich fumio gabriel gabrielle gael
gareth gary gavin genevieve george georges georgia gerald gerard gerd gerhard gerrit gilbert
gilles giorgia giovanni giulia giuseppe gordon greg gregor gregory guillaume gustav gustavo guy
hamid hannah hans harald harrison harry hassan heather heinrich heinz helen helena helene helmut
henri henry herbert herve hillary holger horst hubert hugh hugo humza hussein ian ibrahim idrissa
igor ilan imran india ines ingrid inigo irene irina isabel isabella isabelle ismail israel ivan
jacinda jack jackie jacob jacqueline jacques jae jaime jair jake jakob james jamie jan jane janet
jason jasper javad javier jay jean jean-luc jeanne jeff jeffrey jennifer jenny jens jensen jeremy
jerome jerry jesse jessica jessie jesus jill jim jimmy jinping joachim joan joao joe joel joerg
johan johann johanna johannes john johnny jon jonas jonathan jordan jorg jorge jose josef joseph
joshua joyce juan judith jules julia julian julie julien juliette julio jurgen justin justine kai
kamala karen karim karin karine karl kate katharina katherine kathleen kathrin kathy katie katja
keir kelly kemal ken kenneth kenya keqiang kevin khadija khalid kim klaus konstantin kristina kurt
kylian lara larry lars laura laure laurence laurent lea lee lena leo leon leonard leonardo leonie
lewis liam lily linda lionel lisa liz loic lorenzo lorraine lotte lou louis louise luc luca lucas
lucia lucie lucien lucy ludovic luis luisa luke lula lydia madison mads mael maggie mahmoud malik
mamadou manfred manon manuel manuela marc marcel marco marcus margaret margot maria mariam mariano
marie marina marine mario marion mark markus marlene marta martha martin martina martine mary
massimo massoud mathias mathieu mathilde matt matteo matthew matthias matthieu maud maurice max
maxime maximilian mehdi mehmet melanie melissa mercedes meryl michael michel michele michelle
miguel mike mikhail mila milan min minna mitch mohamad mohamed mohammad mohammed moise monica
monika moon moqtada morgan moritz moussa muhammad murat mustafa nabil nadege nadia nadine naftali
najat najib nancy naomi narendra narges nasrallah natacha natalia natalie nathalie nathan nawaz
nayib neil nelson nestor nicholas nick nicola nicolas nicole niels nigel nikita nikki nikola
nikolai nils nina noah noel noemie nora norbert norman nouri octavia odile olaf oleg oleksandr
olga oliver olivia olivier omar oscar oskar osvaldo otto oumar ousmane pablo paco pam pamela paola
paolo paris pascal pascale patrice patricia patrick paul paula pauline paulo pavel pedro penelope
peter petra petro phil philip philipp philippe phoebe pierre piotr quentin rachel rachid rachida
rafael rahul rainer ralf ralph ramon ramzan randy raoul raphael ray raymond rebecca recep reed
remi renate renaud rene ricardo richard rick rishi rita rob robert roberto robin rodrigo roger
rokia roland rolf romain roman ron ronald rosa rose roselyne roy ruben rudolf rupert ruslan
russell ruth ryan saad sabine sabrina sahra salma sam samantha samir samuel sandra sandrine sandro
sandy santiago sara sarah sascha satya savannah scott sean sebastian sebastien segolene sekou
selahattin serena serge sergei sergio severine shannon sharon sheikh sheryl shigeru shimon shinzo
sibeth sidonie siegfried silke silvia silvio simon simone sofia sonia sophia sophie souleymane
stefan stefanie stella stephane stephanie stephen steve steven stuart sue sundar susan susanne
suzanne sven svetlana sydney sylvain sylvie ségolene tania tanja tara taylor tayyip ted teresa
terry theo theodore theresa therese thibault thierry thomas tiemoko tiffany tim timothy tina
tobias todd tom tomas tony travis tristan tulsi tzipi udo ulf ulrich ulrike ursula uwe valentin
valentina valerie valery vanessa vasily vera veronique vicente victor victoria viktor vincent
violette virginia virginie vitali vivian vladimir volker volodymyr walter warren wayne wendy
werner wieland wilfried wilhelm will william wim winfried winifred winona wolfgang xavier xi yahya
yair yanis yann yannick yasmine yevgeni yevgeny yoav yolanda yoon yoshihide youssef yulia yves
yvonne zachary zeynep zineb zoe
"""
