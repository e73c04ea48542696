package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
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
}

const maxOptions = 25

// checkCommands holds registered commands against the documented rules.
func checkCommands(body []byte) error {
	var list []slashOption
	if err := json.Unmarshal(body, &list); err != nil {
		return fmt.Errorf("commands: %w", err)
	}
	var faults []error
	for _, c := range list {
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
	*total += len(o.Name) + len(o.Description)
	n := utf8.RuneCountInString(o.Description)
	check(regexp.MustCompile(`^[-_\p{Ll}\p{N}]{1,32}$`).MatchString(o.Name), "name")
	check(n >= 1 && n <= 100, "description")
	check(len(o.Options) <= maxOptions && len(o.Choices) <= maxOptions, "too many options or choices")
	check(!o.Autocomplete || len(o.Choices) == 0, "choices exclude autocomplete")
	seen, optional := map[string]bool{}, false
	for _, sub := range o.Options {
		check(!seen[sub.Name], "two options named "+sub.Name)
		seen[sub.Name] = true
		if sub.Type > 2 {
			check(!sub.Required || !optional, "a required option after an optional one")
			optional = optional || !sub.Required
		}
		check(above == "" || sub.Type != 2, "a group within a group")
		faults = append(faults, checkOption(sub, at, total)...)
	}
	return faults
}
