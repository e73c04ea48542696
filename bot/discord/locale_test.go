package discord_test

import (
	"encoding/json"
	"testing"

	"newsbell/bot/discord"
	"newsbell/bot/discord/discordtest"
)

// TestSession_languages counts what is shown in other languages; the test
// server holds the names and texts against Discord's rules.
func TestSession_languages(t *testing.T) {
	srv := discordtest.Start(t, discordtest.Options{})
	serve(t, srv, discord.SessionOptions{})
	type option struct {
		Name         string            `json:"name"`
		Description  string            `json:"description"`
		Names        map[string]string `json:"name_localizations"`
		Descriptions map[string]string `json:"description_localizations"`
		Options      []option          `json:"options"`
	}
	var list []option
	if err := json.Unmarshal(srv.Commands(), &list); err != nil {
		t.Fatal(err)
	}
	all, named, told := 0, 0, 0
	var walk func([]option)
	walk = func(list []option) {
		for _, o := range list {
			all++
			if len(o.Names) == 5 {
				named++
			} else {
				t.Logf("%s has no names in other languages", o.Name)
			}
			if len(o.Descriptions) == 5 {
				told++
			} else {
				t.Logf("no translation: %q", o.Description)
			}
			walk(o.Options)
		}
	}
	walk(list[0].Options)
	t.Logf("%d commands and arguments: %d names and %d descriptions in 5 locales", all, named, told)
	if named < all || told < all {
		t.Errorf("of %d only %d names and %d descriptions are in 5 locales", all, named, told)
	}
	for _, menu := range list[1:] {
		if len(menu.Names) != 5 || menu.Names["de"] == "" {
			t.Errorf("%q of a message's menu is named %v", menu.Name, menu.Names)
		}
	}
}
