package discord

import (
	_ "embed" // the catalogue
	"strings"
)

//go:embed locale.tsv
var localeTable string

// A catalogue holds what Discord shows of the commands in other languages. The
// payload of a command keeps the English names, so nothing else knows of it.
type catalogue struct {
	names map[string]map[string]string // English name -> language -> name
	texts map[string]map[string]string // English text -> language -> text
}

// localeTags are the languages of the catalogue's columns, as Discord names them.
func localeTags() []string { return []string{"de", "fr", "es-ES", "uk"} }

// newCatalogue reads the table. A row with another number of columns, or an
// empty one, is left out where it is empty.
func newCatalogue(table string) catalogue {
	c := catalogue{names: map[string]map[string]string{}, texts: map[string]map[string]string{}}
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		row := map[string]string{}
		for i, tag := range localeTags() {
			if i+1 < len(cells) && cells[i+1] != "" {
				row[tag] = cells[i+1]
			}
		}
		if name, ok := strings.CutPrefix(cells[0], "="); ok {
			c.names[name] = row
		} else {
			c.texts[cells[0]] = row
		}
	}
	return c
}

// localize adds the other languages to a command.
func (c catalogue) localize(cmd *slashCommand) {
	cmd.Descriptions = c.texts[cmd.Description]
	if cmd.Description == "" { // one of a message's menu: its name is free text
		cmd.Names = c.texts[cmd.Name]
	}
	c.options(cmd.Options)
}

// options adds them to subcommands and arguments.
func (c catalogue) options(list []slashOption) {
	for i := range list {
		list[i].Names, list[i].Descriptions = c.names[list[i].Name], c.texts[list[i].Description]
		c.options(list[i].Options)
	}
}
