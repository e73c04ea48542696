package llm

import (
	"strings"
	"unicode"

	"newsbell/text"
)

// number gives what number a word is, in ASCII digits; ok is false when it is
// none. A word with digits in it, such as G7 or 5pm, is its digits. Words that
// also are articles or pronouns (one, un, eine) say no number.
func number(t text.Token) (digits string, ok bool) {
	var b strings.Builder
	for _, r := range t.Text {
		switch d := digit(r); {
		case d >= 0:
			b.WriteByte(byte('0' + d))
		case r == '.' || r == ',':
			b.WriteRune('.')
		}
	}
	if n := strings.Trim(b.String(), "."); n != "" {
		return n, true
	}
	n := word(t.Text)
	return n, n != ""
}

// digit gives the value of a decimal digit of any script, -1 for no digit.
func digit(r rune) int {
	if r >= '0' && r <= '9' {
		return int(r - '0')
	}
	if !unicode.Is(unicode.Nd, r) {
		return -1
	}
	n := 0
	for n < 9 && unicode.Is(unicode.Nd, r-1) { // digits of a script stand in one row of ten
		n, r = n+1, r-1
	}
	return n
}

// word gives the number that a folded word of some languages stands for.
func word(s string) string {
	for i, forms := range [...]string{
		"two zwei deux dos dois duas два две дві", "three drei trois tres tre три", "four vier quatre cuatro quatro quattro четыре чотири",
		"five funf fünf cinq cinco cinque пять пʼять п'ять", "six sechs seis sei шесть шість", "seven sieben sept siete sete sette семь сім",
		"eight acht huit ocho oito otto восемь вісім", "nine neun neuf nueve nove девять девʼять дев'ять", "ten zehn dix diez dez dieci десять",
		"eleven elf onze undici", "twelve zwolf zwölf douze doce doze dodici",
	} {
		if has(forms, s) {
			return [...]string{"2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}[i]
		}
	}
	for _, forms := range [...]string{
		"hundred hundreds hundert cent cents cien ciento cem cento сто", "thousand thousands tausend mille mil mila тысяча тысяч тысячи тисяч тисячі",
		"million millions millionen millones milhoes milioni миллион миллионов мільйон мільйонів", "billion billions milliarden milliards bilhoes miliardi миллиард миллиардов мільярд мільярдів",
		"trillion trillions billionen", "dozen dozens dutzend douzaine docena duzia dozzina", "half halb halfte moitie mitad metade половина",
		"twenty zwanzig vingt veinte vinte venti двадцать", "thirty dreißig dreissig trente treinta trinta trenta тридцать", "forty vierzig quarante cuarenta",
		"fifty funfzig cinquante cincuenta", "sixty sechzig", "seventy siebzig", "eighty achtzig", "ninety neunzig", "thirteen", "fourteen", "fifteen", "sixteen",
		"seventeen", "eighteen", "nineteen",
	} {
		if has(forms, s) {
			first, _, _ := strings.Cut(forms, " ")
			return first
		}
	}
	return ""
}

func has(forms, s string) bool {
	for form := range strings.FieldsSeq(forms) {
		if form == s {
			return true
		}
	}
	return false
}
