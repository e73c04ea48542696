package form_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"newsbell/bot"
	"newsbell/bot/slack/form"
	"newsbell/lang"
	"newsbell/news"
)

func hostile() []string {
	return []string{
		"", " ", "x", "<!channel> & *bold*", strings.Repeat("long ", 1000), strings.Repeat("\U0001F469\u200d\U0001F469\u200d\U0001F466", 400),
		"\u202eright to left\u2066", "\x00\xff\xfe", "line\nline", strings.Repeat("\u0301", 500),
	}
}

// TestAsk_valid holds that the form of every command keeps Slack's limits,
// whatever it is filled with.
func TestAsk_valid(t *testing.T) {
	for _, cmd := range bot.Commands() {
		for _, text := range hostile() {
			given := map[string]string{}
			for _, a := range cmd.Args {
				given[a.Name] = text
			}
			for _, at := range []form.Place{{}, {Channel: "C1", Name: text}} {
				v := form.Ask(cmd, given, at, lang.Voice{})
				if len(cmd.Args) == 0 && at.Channel != "" {
					continue // nothing to ask
				}
				raw, err := json.Marshal(v)
				if err == nil {
					err = form.Validate(raw)
				}
				if err != nil {
					t.Errorf("%s with %.20q: %v", cmd.Name, text, err)
				}
			}
		}
	}
}

func TestOptions_valid(t *testing.T) {
	var many []bot.Choice
	for _, text := range hostile() {
		many = append(many, bot.Choice{Label: text, Value: text}, bot.Choice{Label: "", Value: text + "x"})
	}
	for i := range 200 {
		many = append(many, bot.Choice{Label: "n", Value: strings.Repeat("n", i%150+1)})
	}
	for _, typed := range hostile() {
		got := form.Options(typed, many)
		if err := form.CheckOptions(got); err != nil {
			t.Errorf("%.20q: %v", typed, err)
		}
	}
	got := form.Options("ber", []bot.Choice{{Label: "Berlin", Value: "Europe/Berlin"}, {Label: "again", Value: "Europe/Berlin"}})
	if len(got) != 2 || got[0].Value != "ber" || got[1].Value != "Europe/Berlin" {
		t.Errorf("got %+v", got)
	}
	if got := form.Options("UTC", []bot.Choice{{Label: "UTC", Value: "UTC"}}); len(got) != 1 {
		t.Errorf("what is typed stands twice: %+v", got)
	}
}

func command(t *testing.T, name string) bot.Command {
	t.Helper()
	all := bot.Commands()
	i := slices.IndexFunc(all, func(c bot.Command) bool { return c.Name == name })
	if i < 0 {
		t.Fatalf("no command %s", name)
	}
	return all[i]
}

func TestRead(t *testing.T) {
	f, ok := form.Read(json.RawMessage(`{"id":"V1","hash":"h","root_view_id":"V0","callback_id":"news.digest set",
		"private_metadata":"{\"c\":\"C1\",\"n\":\"general\",\"h\":\"D1\"}","state":{"values":{
		"arg.schedule":{"value":{"type":"external_select","selected_option":{"text":{"type":"plain_text","text":"x"},"value":"daily"}}},
		"arg.about":{"value":{"type":"plain_text_input","value":" quake "}},
		"arg.zone":{"value":{"type":"external_select","selected_option":null}},
		"place":{"value":{"selected_conversation":"CEVIL"}},
		"other":{"value":{"value":"x"}}}}}`))
	want := form.Place{Channel: "C1", Name: "general", Home: "D1"}
	if !ok || f.Command != "digest set" || f.Place != want || f.Chosen || f.View != "V1" || f.Hash != "h" ||
		!maps.Equal(f.Args, map[string]string{"schedule": "daily", "about": "quake"}) {
		t.Errorf("got %+v, %v", f, ok)
	}
	for _, foreign := range []string{`{"callback_id":"other"}`, `{"callback_id":"news.list","private_metadata":"{"}`, `[]`, ``, `{"state":7}`} {
		if _, ok := form.Read(json.RawMessage(foreign)); ok {
			t.Errorf("%s was read", foreign)
		}
	}
}

func TestFault(t *testing.T) {
	fault := func(lines ...news.Line) news.Message {
		return news.Message{Text: &news.Note{Error: true, Lines: lines}}
	}
	digest, set, list := command(t, bot.CmdDigestSet), command(t, bot.CmdSet), command(t, bot.CmdList)
	for _, tt := range []struct {
		name   string
		cmd    bot.Command
		args   map[string]string
		answer news.Message
		block  string
	}{
		{"quoted", digest, map[string]string{"schedule": "daily", "zone": "Mars/Base"}, fault(news.Line{Text: `No zone "Mars/Base".`}), "arg.zone"},
		{"the longest that is quoted", digest, map[string]string{"schedule": "at 25:00 daily", "about": "daily"}, fault(news.Line{Text: `I cannot read "at 25:00 daily".`}), "arg.schedule"},
		{"none quoted", digest, map[string]string{"schedule": "x", "zone": "UTC"}, fault(news.Line{Text: "That is too often."}), "arg.schedule"},
		{"from a menu", set, map[string]string{"key": "budget", "value": "lots"}, fault(news.Line{Text: "The budget is a number."}), "arg.value"},
		{"code is left out", set, map[string]string{"key": "zone", "value": "x"}, fault(news.Line{Text: "No."}, news.Line{Text: "   ^", Code: true}), "arg.value"},
		{"no error", set, nil, news.Message{Text: &news.Note{Lines: []news.Line{{Text: "Done."}}}}, ""},
		{"too long for a field", set, nil, fault(news.Line{Text: strings.Repeat("why ", 100)}), ""},
		{"no field", list, nil, fault(news.Line{Text: "No."}), ""},
		{"no text", set, nil, fault(), ""},
		{"a list", set, nil, news.Message{List: &news.List{}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at, ok := form.Fault(tt.cmd, tt.args, tt.answer)
			if ok != (tt.block != "") || ok && (len(at) != 1 || at[tt.block] == "" || strings.Contains(at[tt.block], "^")) {
				t.Errorf("got %v, %v, want %s", at, ok, tt.block)
			}
		})
	}
}

// TestValidate_faults holds that the validator finds what Slack refuses.
func TestValidate_faults(t *testing.T) {
	const field = `{"type":"input","block_id":"b","label":{"type":"plain_text","text":"L"},"element":{"type":"plain_text_input","action_id":"a"}}`
	modal := func(title, rest, blocks string) string {
		return `{"type":"modal","title":{"type":"plain_text","text":"` + title + `"}` + rest + `,"blocks":[` + blocks + `]}`
	}
	const submit = `,"submit":{"type":"plain_text","text":"Go"}`
	if err := form.Validate([]byte(modal("T", submit, field))); err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string]string{
		"no JSON":         `{`,
		"no type":         `{"blocks":[` + field + `]}`,
		"no blocks":       modal("T", submit, ""),
		"long title":      modal(strings.Repeat("t", 25), submit, field),
		"no submit":       modal("T", "", field),
		"ids twice":       modal("T", submit, field+","+field),
		"markup":          modal("T", submit, strings.Replace(field, "plain_text", "mrkdwn", 1)),
		"no label":        modal("T", submit, strings.Replace(field, "label", "x", 1)),
		"odd element":     modal("T", submit, strings.Replace(field, "plain_text_input", "datepicker", 1)),
		"empty menu":      modal("T", submit, strings.Replace(field, "plain_text_input", "static_select", 1)),
		"fields at home":  `{"type":"home","blocks":[` + field + `]}`,
		"title at home":   `{"type":"home","title":{"type":"plain_text","text":"T"},"blocks":[{"type":"divider"}]}`,
		"too many blocks": modal("T", "", strings.TrimSuffix(strings.Repeat(`{"type":"divider"},`, 101), ",")),
		"long metadata":   modal("T", submit+`,"private_metadata":"`+strings.Repeat("x", 3001)+`"`, field),
	} {
		if form.Validate([]byte(raw)) == nil {
			t.Errorf("%s: no fault found", name)
		}
	}
}
