package query

import "strings"

// languageCodes are the two-letter codes of ISO 639-1 and a few longer ones
// that newspapers appear in, each with a space on both sides.
const languageCodes = " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu" +
	" hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om" +
	" or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu" +
	" ckb fil haw hmn kab mai yue "

// languageCode tells codes that lang: takes.
func languageCode(code string) bool {
	return len(code) >= 2 && len(code) <= 3 && !strings.Contains(code, " ") &&
		strings.Contains(languageCodes, " "+code+" ")
}

// languageNames are the English names of the languages that are asked for most.
const languageNames = "ar Arabic,bg Bulgarian,bn Bengali,ca Catalan,cs Czech,da Danish,de German,el Greek," +
	"en English,es Spanish,et Estonian,fa Persian,fi Finnish,fr French,he Hebrew,hi Hindi,hr Croatian," +
	"hu Hungarian,id Indonesian,is Icelandic,it Italian,ja Japanese,ka Georgian,ko Korean,lt Lithuanian," +
	"lv Latvian,ms Malay,nl Dutch,no Norwegian,pl Polish,pt Portuguese,ro Romanian,ru Russian,sk Slovak," +
	"sl Slovenian,sq Albanian,sr Serbian,sv Swedish,sw Swahili,ta Tamil,th Thai,tr Turkish,uk Ukrainian," +
	"ur Urdu,vi Vietnamese,zh Chinese,"

// languageName gives a language's English name, or its code.
func languageName(code string) string {
	i := strings.Index(","+languageNames, ","+code+" ")
	if i < 0 {
		return code
	}
	name, _, _ := strings.Cut(languageNames[i+len(code)+1:], ",")
	return name
}

// languageMeant gives the code that somebody who typed a language's name, a
// country's code or a three-letter code meant, or "".
func languageMeant(typed string) string {
	switch typed {
	case "deutsch", "ger", "deu", "at":
		return "de"
	case "eng", "us", "gb", "usa", "englisch":
		return "en"
	case "espanol", "castellano", "spa", "mx":
		return "es"
	case "francais", "fra", "fre":
		return "fr"
	case "jp", "jpn":
		return "ja"
	case "cn", "chi", "zho", "mandarin", "cantonese":
		return "zh"
	case "cz", "cze", "ces":
		return "cs"
	case "dk":
		return "da"
	case "gre", "gk":
		return "el"
	case "ua", "ukr":
		return "uk"
	case "farsi", "ir":
		return "fa"
	case "rus":
		return "ru"
	case "por", "br-pt":
		return "pt"
	case "kor":
		return "ko"
	case "iw":
		return "he"
	default:
	}
	for entry := range strings.SplitSeq(languageNames, ",") {
		code, name, _ := strings.Cut(entry, " ")
		if name != "" && strings.EqualFold(name, typed) {
			return code
		}
	}
	return ""
}
