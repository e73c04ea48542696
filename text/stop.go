package text

import (
	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"
	"github.com/kljensen/snowball/hungarian"
	"github.com/kljensen/snowball/norwegian"
	"github.com/kljensen/snowball/russian"
	"github.com/kljensen/snowball/spanish"
	"github.com/kljensen/snowball/swedish"
)

// Stop tells whether a folded word is a stop word of a language (a primary
// tag such as "en"): so frequent that it says nothing of the subject.
func Stop(word, lang string) bool {
	switch lang {
	case "en":
		return english.IsStopWord(word) || stopEnglish(word)
	case "es":
		return spanish.IsStopWord(word)
	case "fr":
		return french.IsStopWord(word) || stopFrench(word)
	case "ru", "be":
		return russian.IsStopWord(word)
	case "uk":
		return stopUkrainian(word)
	case "ar":
		return stopArabic(word)
	case "sv":
		return swedish.IsStopWord(word)
	case "no", "nb", "nn", "da":
		return norwegian.IsStopWord(word)
	case "hu":
		return hungarian.IsStopWord(word)
	case "de":
		return stopGerman(word)
	case "it":
		return stopItalian(word)
	case "pt":
		return stopPortuguese(word)
	case "nl":
		return stopDutch(word)
	default:
		return false
	}
}

func stopEnglish(word string) bool {
	switch word {
	case "us", "also", "said", "says", "say", "will", "would", "could", "may", "might", "can",
		"cannot", "don't", "won't", "isn't", "it's", "mr", "mrs", "ms", "via", "per", "upon",
		"amid", "among", "yet", "still", "get", "gets", "got", "just", "even", "much", "many":
		return true
	default:
		return false
	}
}

func stopFrench(word string) bool {
	switch word {
	case "le", "la", "les", "un", "une", "des", "du", "de", "et", "ou", "en", "au", "aux", "ce",
		"ces", "que", "qui", "ne", "pas", "par", "pour", "sur", "dans", "avec", "sans", "sous",
		"il", "elle", "ils", "elles", "on", "se", "sa", "son", "ses", "leur", "est", "sont",
		"l", "d", "j", "n", "s", "t", "c", "m", "qu", "a", "ete", "etre", "meme", "plus",
		"apres", "selon", "comme", "cette", "entre", "tout", "tous", "fait", "dont", "si":
		return true
	default:
		return false
	}
}

func stopGerman(word string) bool {
	switch word {
	case "der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer",
		"eines", "und", "oder", "aber", "in", "im", "an", "am", "auf", "aus", "bei", "mit",
		"nach", "von", "vom", "vor", "zu", "zum", "zur", "fur", "uber", "unter", "um", "durch",
		"gegen", "ohne", "bis", "seit", "ist", "sind", "war", "waren", "wird", "werden", "wurde",
		"wurden", "hat", "haben", "hatte", "hatten", "kann", "konnen", "soll", "sollen", "will",
		"muss", "nicht", "kein", "keine", "auch", "noch", "nur", "schon", "mehr", "sehr", "so",
		"wie", "als", "wenn", "weil", "dass", "ob", "es", "er", "sie", "ich", "wir", "ihr",
		"sich", "sein", "seine", "seiner", "ihre", "ihrer", "dieser", "diese", "dieses", "was",
		"wer", "wo", "man", "da", "dann", "doch":
		return true
	default:
		return false
	}
}

func stopItalian(word string) bool {
	switch word {
	case "il", "lo", "la", "i", "gli", "le", "l", "un", "uno", "una", "e", "ed", "o", "ma",
		"di", "a", "da", "in", "con", "su", "per", "tra", "fra", "del", "dello", "della",
		"dei", "degli", "delle", "dell", "al", "allo", "alla", "ai", "agli", "alle", "all",
		"dal", "dalla", "dai", "dalle", "dall", "nel", "nella", "nei", "nelle", "nell", "sul",
		"sulla", "sui", "sulle", "sull", "che", "chi", "cui", "non", "piu", "come", "anche",
		"si", "se", "ci", "ne", "sono", "sei", "siamo", "era", "erano", "stato", "stata", "ha",
		"hanno", "ho", "essere", "questo", "questa", "questi", "quello", "quella", "suo", "sua",
		"dopo", "contro", "gia":
		return true
	default:
		return false
	}
}

//nolint:misspell // Portuguese, not English
func stopPortuguese(word string) bool {
	switch word {
	case "o", "a", "os", "as", "um", "uma", "uns", "umas", "e", "ou", "mas", "de", "do", "da",
		"dos", "das", "em", "no", "na", "nos", "nas", "por", "pelo", "pela", "pelos", "pelas",
		"para", "com", "sem", "sobre", "entre", "ate", "que", "quem", "se", "nao", "mais",
		"como", "tambem", "ja", "foi", "foram", "ser", "sao", "esta", "estao", "tem", "ter",
		"ha", "seu", "sua", "seus", "suas", "ele", "ela", "eles", "elas", "isso", "este",
		"esse", "ao", "aos", "apos", "diz":
		return true
	default:
		return false
	}
}

func stopDutch(word string) bool {
	switch word {
	case "de", "het", "een", "en", "of", "maar", "van", "in", "op", "te", "aan", "met", "voor",
		"uit", "bij", "naar", "om", "door", "over", "tot", "tegen", "na", "is", "zijn", "was",
		"waren", "wordt", "worden", "werd", "heeft", "hebben", "had", "kan", "kunnen", "zal",
		"niet", "geen", "ook", "nog", "al", "meer", "dan", "als", "dat", "die", "dit", "deze",
		"er", "hij", "zij", "ze", "we", "ik", "je", "zich", "wat", "wie", "hoe":
		return true
	default:
		return false
	}
}

func stopUkrainian(word string) bool {
	switch word {
	case "і", "й", "та", "а", "але", "або", "чи", "що", "щоб", "як", "яка", "який", "які", "яке", "яких", "це", "цей", "ця", "ці", "цього",
		"того", "той", "те", "ті", "в", "у", "на", "з", "зі", "із", "до", "від", "вiд", "за", "по", "про", "при", "для", "без", "через", "під",
		"над", "між", "після", "перед", "не", "ні", "ще", "вже", "уже", "також", "теж", "він", "вона", "воно", "вони", "ми", "ви", "я", "ти",
		"його", "її", "їх", "нас", "вас", "їм", "йому", "був", "була", "було", "були", "буде", "будуть", "є", "бути", "може", "можуть", "коли",
		"де", "тому", "так", "все", "всі", "усі", "свої", "свою", "свій", "лише", "тільки", "більше", "щодо", "проти", "серед", "понад", "адже",
		"хто", "бо", "аби", "якщо", "цьому", "тим":
		return true
	default:
		return false
	}
}

func stopArabic(word string) bool {
	switch word {
	case "في", "من", "على", "الى", "عن", "مع", "بين", "بعد", "قبل", "حتى", "منذ", "خلال", "حول", "ضد", "دون", "عند", "لدى", "تحت", "فوق",
		"ان", "انه", "انها", "كان", "كانت", "يكون", "تكون", "هو", "هي", "هم", "هذا", "هذه", "ذلك", "تلك", "التي", "الذي", "الذين", "ما", "لا",
		"لم", "لن", "ليس", "قد", "ثم", "او", "و", "كل", "بعض", "غير", "كما", "كيف", "لماذا", "متى", "اين", "هل", "اذا", "لكن", "بل", "اي",
		"به", "بها", "له", "لها", "فيه", "فيها", "منه", "منها", "عليه", "عليها", "وفي", "ومن", "وقد", "وكان", "وكانت", "قال", "قالت", "وقال",
		"وقالت", "اكد", "نحو", "اكثر", "عبر", "بسبب", "امام", "ايضا", "حيث", "نحن", "انا":
		return true
	default:
		return false
	}
}
