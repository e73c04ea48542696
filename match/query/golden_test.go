package query_test

import (
	"testing"

	"newsbell/match/query"
)

// TestParse_golden is what people type, what it comes to, and how it is said
// back to them.
func TestParse_golden(t *testing.T) {
	tests := []struct{ query, canonical, plain string }{
		{"ukraine peace talks", "peace talks ukraine", "articles with “ukraine”, “peace” and “talks”"},
		{"apple, microsoft, google", "apple OR google OR microsoft", "articles with any of “apple”, “microsoft” or “google”"},
		{"iOS -iPadOS", "ios -ipados", "articles with “iOS”, but without “iPadOS”"},
		{"\"rate cut\"", "\"rate cut\"", "articles with the phrase “rate cut”"},
		{"“rate cut” fed", "\"rate cut\" fed", "articles with the phrase “rate cut” and “fed”"},
		{"'rate cut' fed", "\"rate cut\" fed", "articles with the phrase “rate cut” and “fed”"},
		{"«élection présidentielle»", "\"election presidentielle\"", "articles with the phrase “élection présidentielle”"},
		{"„Bundestag Wahl“", "\"bundestag wahl\"", "articles with the phrase “Bundestag Wahl”"},
		{"openai (chip OR chips) -\"price target\"", "(chip OR chips) openai -\"price target\"", "articles with “openai” and (either “chip” or “chips”), but without the phrase “price target”"},
		{"openai AND (chip OR \"data centre\" OR gpu)", "(\"data centre\" OR chip OR gpu) openai", "articles with “openai” and (any of “chip”, the phrase “data centre” or “gpu”)"},
		{"source:bbc.co.uk, reuters.com openai", "openai (source:bbc.co.uk OR source:reuters.com)", "articles with “openai”, from bbc.co.uk or reuters.com"},
		{"source:\"New York Times\" trump", "trump source:\"new york times\"", "articles with “trump”, from New York Times"},
		{"trump from:cnn", "trump source:cnn", "articles with “trump”, from cnn"},
		{"title:(apple OR google) -rumour", "(title:apple OR title:google) -rumour", "articles with (either “apple” or “google” in the headline), but without “rumour”"},
		{"title:apple, google", "google OR title:apple", "articles with either “apple” in the headline or “google”"},
		{"intitle:recall toyota", "title:recall toyota", "articles with “recall” in the headline and “toyota”"},
		{"lang:de energie", "energie lang:de", "articles with “energie”, in German"},
		{"lang:any ukraine", "ukraine lang:any", "articles with “ukraine”, in any language"},
		{"crypt* -bitcoin", "crypt* -bitcoin", "articles with a word that begins with “crypt”, but without “bitcoin”"},
		{"trump NEAR/5 putin", "putin NEAR/5 trump", "articles with “putin” and “trump” within 5 words of each other"},
		{"=chips shortage", "=chips shortage", "articles with exactly “chips” and “shortage”"},
		{"~running shoes", "shoes ~running", "articles with any form of “running” and “shoes”"},
		{"e-mail hack", "\"e mail\" hack", "articles with “e-mail” and “hack”"},
		{"U.S. economy", "\"u s\" economy", "articles with “U.S.” and “economy”"},
		{"AT&T merger", "at&t merger", "articles with “AT&T” and “merger”"},
		{"中国 经济", "\"中国\" \"经济\"", "articles with “中国” and “经济”"},
		{"東京、大阪", "\"大阪\" OR \"東京\"", "articles with either “東京” or “大阪”"},
		{"C++ release", "c++ release", "articles with “C++” and “release”"},
		{"Ukraine: peace talks", "peace talks ukraine", "articles with “Ukraine”, “peace” and “talks”"},
		{"Fed holds rates – live updates", "fed holds live rates updates", "articles with “Fed”, “holds”, “rates”, “live” and “updates”"},
		{"8:30 train to Kyiv", "\"8 30\" kyiv to train", "articles with “8:30”, “train”, “to” and “Kyiv”"},
		{"not now", "not now", "articles with “not” and “now”"},
		{"apple AND google", "apple google", "articles with “apple” and “google”"},
		{"apple OR google OR microsoft", "apple OR google OR microsoft", "articles with any of “apple”, “google” or “microsoft”"},
		{"apple | google", "apple OR google", "articles with either “apple” or “google”"},
		{"NOT apple microsoft", "microsoft -apple", "articles with “microsoft”, but without “apple”"},
		{"-(apple google) pear", "pear -(apple google)", "articles with “pear”, but without (“apple” and “google”)"},
		{"-(apple OR google) pear", "pear -apple -google", "articles with “pear”, but without “apple” or “google”"},
		{"--apple pear", "apple pear", "articles with “apple” and “pear”"},
		{"apple OR apple", "apple", "articles with “apple”"},
		{"(apple google) pear", "apple google pear", "articles with “apple”, “google” and “pear”"},
		{"apple; microsoft", "apple OR microsoft", "articles with either “apple” or “microsoft”"},
		{"+apple +pear", "apple pear", "articles with “apple” and “pear”"},
		{"section:world,business earthquake", "earthquake (section:business OR section:world)", "articles with “earthquake”, in the section world or business"},
		{"in:sport source:bbc", "section:sport source:bbc", "all articles in the section sport, from bbc"},
		{"\"peace talks\"~3", "\"peace talks\"~3", "articles with the phrase “peace talks” with at most 3 words between"},
		{"L'Oréal", "\"l oreal\"", "articles with “L'Oréal”"},
		{"Trump's tariffs", "tariffs trump", "articles with “Trump's” and “tariffs”"},
		{"Müller", "muller", "articles with “Müller”"},
		{"1,000 jobs", "1000 jobs", "articles with “1,000” and “jobs”"},
		{"\"The Who\"", "\"the who\"", "articles with the phrase “The Who”"},
		{"openai OR (nvidia -stock)", "(nvidia -stock) OR openai", "articles with either “openai” or (“nvidia” and no “stock”)"},
		{"climate (flood, storm, drought) -lang:de", "climate (drought OR flood OR storm) -lang:de", "articles with “climate” and (any of “flood”, “storm” or “drought”), but not in German"},
		{"covid-19 vaccine", "\"covid 19\" vaccine", "articles with “covid-19” and “vaccine”"},
		{"#StopWar", "stopwar", "articles with “StopWar”"},
		{"Жінки Київ", "жінки київ", "articles with “Жінки” and “Київ”"},
		{"source:https://www.bbc.co.uk/sport cricket", "cricket source:bbc.co.uk", "articles with “cricket”, from bbc.co.uk"},
		{"-title:opinion climate", "climate -title:opinion", "articles with “climate”, but without “opinion” in the headline"},
		{"will it rain?", "it rain will", "articles with “will”, “it” and “rain”"},
		{"=\"peace talks\"", "=\"peace talks\"", "articles with the phrase exactly “peace talks”"},
		{"a NEAR/3 =chips", "a NEAR/3 =chips", "articles with “a” and exactly “chips” within 3 words of each other"},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			q, err := query.Parse(tt.query, query.StemLight)
			if err != nil {
				t.Fatal(err)
			}
			if got := q.Key; got != tt.canonical {
				t.Errorf("canonical: got %s, want %s", got, tt.canonical)
			}
			if got := query.Echo(q).String(); got != tt.plain {
				t.Errorf("plain: got %s, want %s", got, tt.plain)
			}
			again, err := query.Parse(tt.canonical, query.StemLight)
			if err != nil {
				t.Fatalf("the canonical form %s: %v", tt.canonical, err)
			}
			if got := again.Key; got != tt.canonical {
				t.Errorf("the canonical form %s reads back as %s", tt.canonical, got)
			}
		})
	}
}
