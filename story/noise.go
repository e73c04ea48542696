package story

import (
	"strings"

	"newsbell/text"
)

// The classes of texts that are no news: they come every day, in any number,
// and never break.
const (
	NoiseHoroscope = "horoscope"
	NoiseScores    = "live_scores"
	NoisePrices    = "prices"
	NoiseCodes     = "codes"
	NoisePuzzle    = "puzzle"
	NoiseDeals     = "deals"
	NoiseWeather   = "weather"
	NoiseGuide     = "guide"
	NoiseOther     = "mixed" // a story of several classes
)

// Noise names the class of a headline that announces no news, "" for any other.
func Noise(title string) string {
	words := text.Tokens(prefix(title, headBytes))
	var b strings.Builder
	b.WriteByte(' ')
	for _, w := range words {
		b.WriteString(w.Text)
		b.WriteByte(' ')
	}
	folded := b.String()
	for _, class := range noiseClasses() {
		for _, phrase := range class.phrases {
			if strings.Contains(folded, phrase) {
				return class.name
			}
		}
	}
	if score(title) && sports(folded) {
		return NoiseScores
	}
	return ""
}

// A noiseClass is known by phrases of folded words; a blank at either end
// stands for the edge of a word.
type noiseClass struct {
	name    string
	phrases []string
}

func noiseClasses() []noiseClass {
	return []noiseClass{
		{NoiseHoroscope, []string{
			" horoscope", " horoskop", " horoscopo", " oroscopo", " гороскоп", " rashifal", " zodiac sign", " astrological prediction",
			" tarot ", " astrology ",
		}},
		{NoiseScores, []string{
			" live score", " score updates ", " live cricket score", " scorecard", " ball by ball ", " playing xi ", " liveticker ",
			" fantasy tips ", " dream11 ", " live stream", " how to watch ", " head to head ", " box score", " match preview ",
			" predicted lineup", " where to watch ", " betting tips ", " odds and picks ", " injury report ", " power rankings ",
			" fantasy football ", " fantasy cricket ", " en directo minuto a minuto ", " a que hora juega ", " donde ver ",
		}},
		{NoisePrices, []string{
			" gold price", " gold rate", " silver rate", " petrol diesel price", " petrol price", " diesel price", " fuel price today ",
			" stock price today ", " share price today ", " bitcoin price ", " price prediction ", " price analysis ", " stocks to watch ",
			" stocks to buy ", " hot stocks ", " buy or sell ", " market live ", " closing bell ", " opening bell ", " sensex today ",
			" goldpreis ", " precio del dolar hoy ", " precio del oro ", " dolar hoy ", " курс доллара на ", " trade setup ",
			" price target ", " technical view ", " exchange rate today ",
		}},
		{NoiseCodes, []string{
			" redeem code", " promo code", " coupon", " discount code", " gift code", " codes for ", " codes wiki ", " voucher code",
			" gutschein", " codigos de canje ", " code promo ",
		}},
		{NoisePuzzle, []string{
			" wordle ", " crossword", " sudoku ", " quordle ", " heardle ", " lottery result", " lottery sambad ", " lotto ", " lottozahlen ",
			" powerball ", " mega millions ", " winning numbers ", " connections hints ", " hints and answers ", " resultados de la loteria ",
			" loteria ", " numeros ganadores ",
		}},
		{NoiseDeals, []string{
			" best deals ", " black friday deal", " prime day deal", " off on amazon ", " deal of the day ", " save up to ", " lowest price ever ",
			" cyber monday deal", " on sale for ", " gift guide ", " best buy deal",
		}},
		{NoiseWeather, []string{
			" weather forecast ", " wetterbericht ", " weather today ", " weather update today ", " pronostico del tiempo ", " previsao do tempo ",
			" previsioni meteo ", " прогноз погоды ",
		}},
		{NoiseGuide, []string{
			" everything you need to know ", " release date time ", " episode recap ", " recap and spoilers ", " ott release date ",
			" things to know ", " box office collection ", " photos of the day ", " today in history ", " quote of the day ",
			" top 10 ", " morning briefing ", " evening briefing ", " newsletter ", " podcast ",
		}},
	}
}

// score says whether the title holds a result such as 2-1 or 184/7.
func score(title string) bool {
	for i := 1; i+1 < len(title); i++ {
		if (title[i] == '-' || title[i] == '/') && digit(title[i-1]) && digit(title[i+1]) {
			return true
		}
	}
	return false
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// sports says whether the words are those of a match report.
func sports(folded string) bool {
	for _, word := range []string{" vs ", " v ", " innings ", " wickets ", " highlights ", " full time ", " half time ", " matchday "} {
		if strings.Contains(folded, word) {
			return true
		}
	}
	return false
}
