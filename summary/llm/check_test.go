package llm

import (
	"strings"
	"testing"
	"unicode/utf8"

	"newsbell/summary"
)

func sources() []string {
	return []string{
		"President Jane Roe and John Doe of Arland agreed on Wednesday to begin talks on the bridge over the River Wend.",
		"The talks will begin at once, President Roe said after a call that lasted 90 minutes.",
		"The bridge cost 1,200 million crowns and was closed three years ago.",
	}
}

const good = "President Roe and John Doe agreed on Wednesday to begin talks on the bridge. The call lasted 90 minutes."

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		name, answer string
		want         Reason
	}{
		{"sound", good, Used},
		{"line break between sentences", strings.Replace(good, ". ", ".\n\n", 1), Used},
		{"number written otherwise", "Roe and Doe agreed to begin talks on the bridge. It cost 1200 million crowns and was closed 3 years ago.", Used},
		{"possessive", "Jane Roe's talks on the bridge will begin at once. The call lasted 90 minutes.", Used},
		{"empty", "", Length},
		{"one sentence", "President Roe and John Doe agreed to begin talks.", Length},
		{"four sentences", "Roe agreed. Doe agreed. Talks begin at once. The bridge was closed.", Length},
		{"too long", strings.Repeat("the talks on the bridge ", 13) + "begin. The call lasted 90 minutes.", Length},
		{"cut sentence", "President Roe and John Doe agreed to begin talks. The call lasted 90 minutes and", Broken},
		{"unknown name", "President Roe and Max Moe agreed to begin talks on the bridge. The call lasted 90 minutes.", Names},
		{"unknown name first", "Moe agreed to begin talks on the bridge. The call lasted 90 minutes.", Names},
		{"first name of another", "John Roe agreed to begin talks on the bridge. The call lasted 90 minutes.", Names},
		{"title of another", "President Doe agreed to begin talks on the bridge. The call lasted 90 minutes.", Names},
		{"name with capitals within", "Roe agreed to begin talks with iBridge. The call lasted 90 minutes.", Names},
		{"unknown number", "President Roe and John Doe agreed to begin talks. The call lasted 95 minutes.", Numbers},
		{"unknown number in words", "Roe and Doe agreed to begin talks. The bridge was closed four years ago.", Numbers},
		{"number of another script", "Roe and Doe agreed to begin talks. The call lasted ٩٥ minutes.", Numbers},
		{"million for billion", "Roe and Doe agreed to begin talks. The bridge cost 1200 billion crowns.", Numbers},
		{"link", "Roe and Doe agreed to begin talks. See https://evil.example for the call.", Markup},
		{"host", "Roe and Doe agreed to begin talks. The call is on evil.com now.", Markup},
		{"mention", "Roe and Doe agreed, says @everyone. The call lasted 90 minutes.", Markup},
		{"slack mention", "Roe and Doe agreed, <!channel>. The call lasted 90 minutes.", Markup},
		{"markdown", "**Roe** and Doe agreed to begin talks. The call lasted 90 minutes.", Markup},
		{"markdown link", "[Roe](x) and Doe agreed to begin talks. The call lasted 90 minutes.", Markup},
		{"list", "- Roe and Doe agreed to begin talks.\n- The call lasted 90 minutes.", Markup},
		{"direction marks", "Roe and Doe agreed \u202eto begin talks. The call lasted 90 minutes.", Markup},
		{"no text", "Roe \xff agreed to begin talks. The call lasted 90 minutes.", Markup},
		{"speaks of itself", "I can say that Roe and Doe agreed to begin talks. The call lasted 90 minutes.", Voice},
		{"speaks to the reader", "Roe and Doe agreed to begin talks. The call lasted 90 minutes, as you know.", Voice},
		{"another language", "Roe und Doe haben sich auf Gespräche über die Brücke geeinigt. Das ist nicht das Ende der Sache.", Language},
		{"another script", "Президенты договорились начать переговоры. Разговор длился долго.", Language},
		{"made up without a name", "Roe and Doe agreed to begin talks. Thousands of angry protesters burned cars overnight.", Numbers},
		{"made up without a number", "Roe and Doe agreed to begin talks. The mob burned cars and looted shops.", Unfounded},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, why := Check(tt.answer, sources(), "en")
			if why != tt.want {
				t.Errorf("got %s, want %s", why, tt.want)
			}
			if (got != "") != (tt.want == Used) {
				t.Errorf("got the text %q with %s", got, why)
			}
		})
	}
}

func TestCheck_scripts(t *testing.T) {
	for _, tt := range []struct {
		name, lang, source, answer string
		want                       Reason
	}{
		{"Russian endings", "ru", "Президент Иванов договорился с Петровым начать переговоры о мосте. Разговор шёл 90 минут.", "Иванов и Петров договорились начать переговоры о мосте. Разговор шёл 90 минут.", Used},
		{"Russian name of a father", "ru", "Президент Иванов договорился с Петровым начать переговоры о мосте. Разговор шёл 90 минут.", "Иван и Петров договорились начать переговоры о мосте. Разговор шёл 90 минут.", Names},
		{"Russian name", "ru", "Президент Иванов договорился с Петровым начать переговоры о мосте. Разговор шёл 90 минут.", "Сидоров и Петров договорились начать переговоры о мосте. Разговор шёл 90 минут.", Names},
		{"German nouns", "de", "Der Kanzler und der Präsident haben am Freitag über die Brücke gesprochen. Die Gespräche dauerten 90 Minuten.", "Der Präsident und der Kanzler haben über die Brücke gesprochen. Die Gespräche dauerten 90 Minuten.", Used},
		{"Chinese", "zh", "两国总统周三同意就大桥展开谈判。谈判将于周五开始。", "两国总统同意展开谈判。谈判将于周五开始。", Names}, // 意展 stands nowhere
		{"Chinese, as written", "zh", "两国总统同意就大桥展开谈判。谈判将于周五开始。", "两国总统同意就大桥展开谈判。谈判将于周五开始。", Used},
		{"Arabic", "ar", "اتفق الرئيسان على بدء المحادثات حول الجسر. ستبدأ المحادثات يوم الجمعة.", "اتفق الرئيسان على بدء المحادثات. ستبدأ المحادثات يوم الأحد.", Names},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, why := Check(tt.answer, []string{tt.source}, tt.lang); why != tt.want {
				t.Errorf("got %s, want %s", why, tt.want)
			}
		})
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(good, "en")
	f.Add("Имя. 谈判 5pm G7 \xff.", "ru")
	f.Fuzz(func(t *testing.T, answer, lang string) {
		got, why := Check(answer, append(sources(), answer), lang)
		if (why == Used) != (got != "") || !utf8.ValidString(got) || summary.Words(got) > mostWords {
			t.Errorf("got %q with %s", got, why)
		}
		if strings.ContainsAny(got, "@<>[]*`\n") {
			t.Errorf("got %q", got)
		}
	})
}
