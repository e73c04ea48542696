// Package noise belongs to stage 2: it tells headlines that announce no news,
// such as live scores and horoscopes. Package story keeps them out of what is
// breaking.
package noise

import (
	"math"
	"strings"
	"unicode/utf8"

	"newsbell/text"
)

// The classes of texts that are no news: they come every day, in any number,
// and never break.
const (
	Horoscope = "horoscope"
	Scores    = "live_scores"
	Prices    = "prices"
	Codes     = "codes"
	Puzzle    = "puzzle"
	Deals     = "deals"
	Weather   = "weather"
	Guide     = "guide"
	Other     = "mixed" // a story of several classes
)

// Class names the class of a headline that announces no news, "" for any other.
func Class(title string) string { return New().Class(title) }

// A Finder finds the classes of headlines: phrases by their first letters, so that
// a headline is held against few of them.
type Finder struct {
	phrases map[[2]byte][]phrase // by the two bytes behind the blank
	buf     []byte
	tokens  []text.Token
}

type phrase struct {
	text string // as it begins at a word
	name string
	rank int
}

// New gives a finder.
func New() *Finder {
	n := &Finder{phrases: make(map[[2]byte][]phrase)}
	for rank, c := range classes() {
		for _, p := range c.phrases {
			p = p[1:]
			key := [2]byte{p[0], p[1]}
			n.phrases[key] = append(n.phrases[key], phrase{p, c.name, rank})
		}
	}
	return n
}

// Class is the function [Class]; of several classes it names the first in the
// list.
func (n *Finder) Class(title string) string {
	n.tokens = text.AppendTokens(n.tokens[:0], prefix(title))
	n.buf = append(n.buf[:0], ' ')
	for _, w := range n.tokens {
		n.buf = append(append(n.buf, w.Text...), ' ')
	}
	folded := string(n.buf)
	best, name := math.MaxInt, ""
	for i := 1; i+1 < len(folded); i++ {
		if folded[i-1] != ' ' {
			continue
		}
		for _, p := range n.phrases[[2]byte{folded[i], folded[i+1]}] {
			if p.rank < best && strings.HasPrefix(folded[i:], p.text) {
				best, name = p.rank, p.name
			}
		}
	}
	if name == "" && score(title) && sports(folded) {
		return Scores
	}
	return name
}

// A class is known by phrases of folded words, each behind a blank, the
// edge of a word; a blank at the end stands for the other edge.
type class struct {
	name    string
	phrases []string
}

func classes() []class {
	return []class{
		{Horoscope, []string{
			" horoscope", " horoskop", " horoscopo", " oroscopo", " гороскоп", " rashifal", " zodiac sign", " astrological prediction",
			" tarot ", " astrology ",
		}},
		{Scores, []string{
			" live score", " score updates ", " live cricket score", " scorecard", " ball by ball ", " playing xi ", " liveticker ",
			" fantasy tips ", " dream11 ", " live stream", " how to watch ", " head to head ", " box score", " match preview ",
			" predicted lineup", " where to watch ", " betting tips ", " odds and picks ", " injury report ", " power rankings ",
			" fantasy football ", " fantasy cricket ", " en directo minuto a minuto ", " a que hora juega ", " donde ver ",
		}},
		{Prices, []string{
			" gold price", " gold rate", " silver rate", " petrol diesel price", " petrol price", " diesel price", " fuel price today ",
			" stock price today ", " share price today ", " bitcoin price ", " price prediction ", " price analysis ", " stocks to watch ",
			" stocks to buy ", " hot stocks ", " buy or sell ", " market live ", " closing bell ", " opening bell ", " sensex today ",
			" goldpreis ", " precio del dolar hoy ", " precio del oro ", " dolar hoy ", " курс доллара на ", " trade setup ",
			" price target ", " technical view ", " exchange rate today ",
		}},
		{Codes, []string{
			" redeem code", " promo code", " coupon", " discount code", " gift code", " codes for ", " codes wiki ", " voucher code",
			" gutschein", " codigos de canje ", " code promo ",
		}},
		{Puzzle, []string{
			" wordle ", " crossword", " sudoku ", " quordle ", " heardle ", " lottery result", " lottery sambad ", " lotto ", " lottozahlen ",
			" powerball ", " mega millions ", " winning numbers ", " connections hints ", " hints and answers ", " resultados de la loteria ",
			" loteria ", " numeros ganadores ",
		}},
		{Deals, []string{
			" best deals ", " black friday deal", " prime day deal", " off on amazon ", " deal of the day ", " save up to ", " lowest price ever ",
			" cyber monday deal", " on sale for ", " gift guide ", " best buy deal",
		}},
		{Weather, []string{
			" weather forecast ", " wetterbericht ", " weather today ", " weather update today ", " pronostico del tiempo ", " previsao do tempo ",
			" previsioni meteo ", " прогноз погоды ",
		}},
		{Guide, []string{
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

// headBytes are the bytes of a headline that are looked at.
const headBytes = 600

func prefix(s string) string {
	if len(s) <= headBytes {
		return s
	}
	n := headBytes
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
