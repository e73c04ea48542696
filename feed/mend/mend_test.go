package mend_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"newsbell/feed/mend"
)

// A tongue is a text and a character set that can hold it.
type tongue struct{ label, text string }

func tongues() []tongue {
	return []tongue{
		{"windows-1252", "Der Stadtrat beschloß die Brücke zu schließen, größer als früher, sagte Müller über die Häfen und Straßen."},
		{"iso-8859-1", "El ayuntamiento decidió cerrar el puente; la reunión duró más de tres días según explicó el señor Núñez."},
		{"iso-8859-2", "Rada miejska postanowiła zamknąć most; posiedzenie trwało trzy dni, powiedział źródło bliskie władzom."},
		{"iso-8859-15", "Le conseil a décidé de fermer le pont à 15 €; l'œuvre a coûté cher à la ville, dit-on à l'hôtel."},
		{"windows-1250", "Zastupitelstvo rozhodlo o uzavření mostu; jednání trvalo tři dny, řekl člen rady během večera."},
		{"windows-1251", "Городской совет решил закрыть мост; заседание длилось три дня, сообщил представитель администрации."},
		{"koi8-r", "Городской совет решил закрыть мост; заседание длилось три дня, сообщил представитель администрации."},
		{"windows-1253", "Το δημοτικό συμβούλιο αποφάσισε να κλείσει τη γέφυρα μετά από συνεδρίαση τριών ημερών στην πόλη."},
		{"windows-1254", "Belediye meclisi köprüyü kapatmaya karar verdi; toplantı üç gün sürdü, dedi şehir yönetimi yetkilisi."},
		{"windows-1255", "מועצת העיר החליטה לסגור את הגשר לאחר דיון של שלושה ימים, כך אמר דובר העירייה בערב."},
		{"windows-1256", "قرر مجلس المدينة إغلاق الجسر بعد اجتماع استمر ثلاثة أيام حسبما قال متحدث باسم البلدية مساء."},
		{"shift_jis", "市議会は三日間の会議の後、古い橋を閉鎖することを決めた。技術者の話を聞いた。"},
		{"euc-jp", "市議会は三日間の会議の後、古い橋を閉鎖することを決めた。技術者の話を聞いた。"},
		{"iso-2022-jp", "市議会は三日間の会議の後、古い橋を閉鎖することを決めた。技術者の話を聞いた。"},
		{"euc-kr", "시의회는 사흘간의 회의 끝에 오래된 다리를 폐쇄하기로 결정했다. 기술자들의 의견을 들었다."},
		{"gbk", "市议会在三天的会议之后决定关闭旧桥。他们听取了工程师的意见，并作出了决定。"},
		{"gb18030", "市议会在三天的会议之后决定关闭旧桥。他们听取了工程师的意见，并作出了决定。"},
		{"big5", "市議會在三天的會議之後決定關閉舊橋。他們聽取了工程師的意見，並作出了決定。"},
		{"tis-620", "สภาเมืองตัดสินใจปิดสะพานเก่าหลังการประชุมสามวัน และได้ฟังความเห็นของวิศวกรแล้ว"},
		{"utf-8", "Рада — 市議会 — مجلس: всё в одном."},
	}
}

func encoded(t *testing.T, label, s string) []byte {
	t.Helper()
	enc, _ := charset.Lookup(label)
	if enc == nil {
		t.Fatalf("no character set %s", label)
	}
	b, err := enc.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestCharacterSets declares each character set in every place that may.
func TestCharacterSets(t *testing.T) {
	for _, c := range tongues() {
		for _, d := range []struct {
			place, contentType, head string
			html                     bool
		}{
			{"a feed's header", "text/xml; charset=" + c.label, "<rss>", false},
			{"the XML declaration", "text/xml", `<?xml version="1.0" encoding="` + c.label + `"?><rss>`, false},
			{"a page's header", "text/html; charset=" + c.label, "<html>", true},
			{"a page's meta", "", `<html><meta charset="` + c.label + `">`, true},
			{"a page's old meta", "text/html", `<html><meta http-equiv="Content-Type" content="text/html; charset=` + c.label + `">`, true},
		} {
			t.Run(c.label+" in "+d.place, func(t *testing.T) {
				body := encoded(t, c.label, d.head+c.text)
				got := mend.HTML(body, d.contentType)
				if !d.html {
					got, _ = mend.UTF8(body, d.contentType)
				}
				if !strings.HasSuffix(string(got), c.text) {
					t.Errorf("got %q, want %q", got, c.text)
				}
			})
		}
	}
}

// TestCharacterSets_undeclared leaves the declaration out, or lies.
func TestCharacterSets_undeclared(t *testing.T) {
	for _, c := range tongues() {
		switch c.label {
		case "iso-8859-2", "iso-8859-15", "windows-1250", "windows-1254", "iso-2022-jp", "windows-1253", "windows-1256", "tis-620", "gbk":
			continue // cannot be told from their neighbours without a declaration
		}
		t.Run(c.label, func(t *testing.T) {
			body := encoded(t, c.label, strings.Repeat(c.text+"\n", 3))
			for name, got := range map[string][]byte{"page": mend.HTML(body, ""), "page that lies": mend.HTML(body, "text/html; charset=utf-8")} {
				if !strings.HasPrefix(string(got), c.text) {
					t.Errorf("%s: got %q, want %q", name, got, c.text)
				}
			}
			if got, _ := mend.UTF8(body, ""); !strings.HasPrefix(string(got), c.text) {
				t.Errorf("feed: got %q, want %q", got, c.text)
			}
		})
	}
}

func TestCharacterSets_wide(t *testing.T) {
	const doc = "<html><p>Рада вирішила — 市議会"
	for name, enc := range map[string]encoding.Encoding{
		"UTF-16LE":           unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
		"UTF-16BE":           unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
		"UTF-16 with a mark": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
		"UTF-32LE":           utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM),
		"UTF-32BE":           utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM),
		"UTF-8 with a mark":  unicode.UTF8BOM,
	} {
		body, err := enc.NewEncoder().Bytes([]byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		if got := mend.HTML(body, "text/html; charset=iso-8859-1"); string(got) != doc {
			t.Errorf("%s page: got %q", name, got)
		}
		if got, _ := mend.UTF8(body, ""); string(got) != doc {
			t.Errorf("%s feed: got %q", name, got)
		}
	}
}

func TestBalance(t *testing.T) {
	for _, c := range []struct{ name, doc, want string }{
		{"left open", "<a><b>x", "<a><b>x</b></a>"},
		{"stray end", "<a></c>x</a>", "<a>x</a>"},
		{"crossed", "<a><b></a></b>", "<a><b></b></a>"},
		{"stray angle", "<a>1 < 2</a>", "<a>1 &lt; 2</a>"},
		{"open CDATA", "<a><![CDATA[x<y", "<a><![CDATA[x<y]]></a>"},
		{"forbidden reference", "<a>x&#0;y&#x1f;&#65;</a>", "<a>xy&#65;</a>"},
		{"comment", "<a><!-- b --></a>", "<a></a>"},
	} {
		if got := string(mend.Balance([]byte(c.doc))); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// FuzzBalance checks that what is balanced once has nothing left to balance.
func FuzzBalance(f *testing.F) {
	for _, s := range []string{"<a><b>x", "<a 'b>", "<![CDATA[", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "</a><a/>", "<a>&#0;"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		once := mend.Balance(mend.ExpandEntities(doc, 1<<20))
		if s := mend.Survey(once, 1000); s.Torn && !s.Deep && s.Cut == 0 && s.Items == 0 {
			t.Fatalf("%q: still torn: %q", doc, once)
		}
	})
}

// TestBalance_readable parses what was balanced.
func TestBalance_readable(t *testing.T) {
	doc := "<rss><channel><item><title>One &amp; two</title><description>1 < 2 <b>bold</description></item><item><title>cut"
	d := xml.NewDecoder(bytes.NewReader(mend.Balance([]byte(doc))))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
