package discord

import (
	_ "embed" // the names
	"strings"

	"newsbell/lang"
)

//go:embed locale.tsv
var localeTable string

// A catalogue holds the names of commands and arguments that Discord shows in
// other languages: English name -> locale -> name. The payload of a command
// keeps the English names, so nothing else knows of them. What explains them
// comes from package lang.
type catalogue map[string]map[string]string

// locales are the languages of the table's columns, as Discord names them.
func locales() []string { return []string{"de", "fr", "es-ES", "uk"} }

// Discord has two kinds of Spanish; newsbell speaks both alike.
const spain, americas = "es-ES", "es-419"

// spread gives a row of texts in all of Discord's locales that newsbell speaks.
func spread(row map[string]string) map[string]string {
	if own, ok := row[spain]; ok {
		row[americas] = own
	}
	return row
}

// newCatalogue reads the table. A row with another number of columns, or an
// empty one, is left out where it is empty.
func newCatalogue(table string) catalogue {
	c := catalogue{}
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		row := map[string]string{}
		for i, locale := range locales() {
			if i+1 < len(cells) && cells[i+1] != "" {
				row[locale] = cells[i+1]
			}
		}
		c[cells[0]] = spread(row)
	}
	return c
}

// described is an English text in the other languages that have it.
func described(english string) map[string]string {
	row := map[string]string{}
	for _, locale := range locales() {
		if voice := lang.In(lang.Pick(locale)); english != "" && voice.Has(english) {
			row[locale] = voice.Text(strings.ReplaceAll(english, "%", "%%"))
		}
	}
	return spread(row)
}

// localize adds the other languages to a command.
func (c catalogue) localize(cmd *slashCommand) {
	cmd.Descriptions = described(cmd.Description)
	if cmd.Description == "" { // one of a message's menu: its name is free text
		cmd.Names = described(cmd.Name)
	}
	c.options(cmd.Options)
}

// options adds them to subcommands and arguments.
func (c catalogue) options(list []slashOption) {
	for i := range list {
		list[i].Names, list[i].Descriptions = c[list[i].Name], described(list[i].Description)
		c.options(list[i].Options)
	}
}
