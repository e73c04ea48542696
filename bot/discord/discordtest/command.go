package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

type slashOption struct {
	Type         int           `json:"type"`
	Name         string        `json:"name"`
	Description  string        `json:"description"`
	Required     bool          `json:"required"`
	Autocomplete bool          `json:"autocomplete"`
	Choices      []any         `json:"choices"`
	Options      []slashOption `json:"options"`

	Names        map[string]string `json:"name_localizations"`
	Descriptions map[string]string `json:"description_localizations"`
}

// longest is the greatest length among a text and its other languages.
func longest(s string, others map[string]string) int {
	n := utf8.RuneCountInString(s)
	for _, o := range others {
		n = max(n, utf8.RuneCountInString(o))
	}
	return n
}

// messageMenu is the type of a command in the menu of a message.
const messageMenu = 3

const maxOptions = 25

// checkCommands holds registered commands against the documented rules.
func checkCommands(body []byte) error {
	var list []slashOption
	if err := json.Unmarshal(body, &list); err != nil {
		return fmt.Errorf("commands: %w", err)
	}
	var faults []error
	for _, c := range list {
		if c.Type == messageMenu {
			if n := utf8.RuneCountInString(c.Name); n < 1 || n > 32 || c.Description != "" || len(c.Options) > 0 {
				faults = append(faults, fmt.Errorf("%s: no command of a message", c.Name))
			}
			continue
		}
		total := 0
		faults = append(faults, checkOption(c, "", &total)...)
		if total > 8000 {
			faults = append(faults, fmt.Errorf("%s: %d characters in all, want at most 8000", c.Name, total))
		}
	}
	return errors.Join(faults...)
}

func checkOption(o slashOption, above string, total *int) []error {
	at := above + "/" + o.Name
	var faults []error
	check := func(ok bool, what string) {
		if !ok {
			faults = append(faults, fmt.Errorf("%s: %s", at, what))
		}
	}
	*total += longest(o.Name, o.Names) + longest(o.Description, o.Descriptions)
	n := utf8.RuneCountInString(o.Description)
	name := regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)
	check(name.MatchString(o.Name) && o.Name == strings.ToLower(o.Name), "name")
	check(n >= 1 && n <= 100, "description")
	for lang, s := range o.Names {
		check(name.MatchString(s) && s == strings.ToLower(s), "name in "+lang)
	}
	for lang, s := range o.Descriptions {
		n := utf8.RuneCountInString(s)
		check(n >= 1 && n <= 100, "description in "+lang)
	}
	check(len(o.Options) <= maxOptions && len(o.Choices) <= maxOptions, "too many options or choices")
	check(!o.Autocomplete || len(o.Choices) == 0, "choices exclude autocomplete")
	seen, optional := map[string]bool{}, false
	for _, sub := range o.Options {
		check(!seen[sub.Name], "two options named "+sub.Name)
		seen[sub.Name] = true
		for lang, s := range sub.Names {
			check(!seen[lang+" "+s], "two options named "+s+" in "+lang)
			seen[lang+" "+s] = true
		}
		if sub.Type > 2 {
			check(!sub.Required || !optional, "a required option after an optional one")
			optional = optional || !sub.Required
		}
		check(above == "" || sub.Type != 2, "a group within a group")
		faults = append(faults, checkOption(sub, at, total)...)
	}
	return faults
}
