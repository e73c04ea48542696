package form

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// A checked is a view as it is read back for validation.
type checked struct {
	Type     string         `json:"type"`
	Callback string         `json:"callback_id"`
	Private  string         `json:"private_metadata"`
	Title    *Text          `json:"title"`
	Submit   *Text          `json:"submit"`
	Close    *Text          `json:"close"`
	Blocks   []checkedBlock `json:"blocks"`
}

type checkedBlock struct {
	Type    string  `json:"type"`
	BlockID string  `json:"block_id"`
	Label   *Text   `json:"label"`
	Hint    *Text   `json:"hint"`
	Element element `json:"element"`
}

// Validate holds a view against Slack's limits. The blocks that are no fields
// are only counted: bot/slack.ValidateBlocks knows them.
func Validate(raw []byte) error {
	var v checked
	if err := json.Unmarshal(raw, &v); err != nil {
		return fmt.Errorf("view is not JSON: %w", err)
	}
	switch {
	case v.Type != "modal" && v.Type != "home":
		return fmt.Errorf("type %q", v.Type)
	case len(v.Blocks) == 0 || len(v.Blocks) > maxBlocks:
		return fmt.Errorf("%d blocks, allowed are 1 to %d", len(v.Blocks), maxBlocks)
	case len(v.Private) > maxMetadata:
		return errors.New("private_metadata is too long")
	case utf8.RuneCountInString(v.Callback) > callbackMax:
		return errors.New("callback_id is too long")
	case v.Type == "home" && (v.Title != nil || v.Submit != nil):
		return errors.New("the Home tab has no title and no submit")
	case v.Type == "modal" && v.Title == nil:
		return errors.New("a modal needs a title")
	}
	for name, t := range map[string]*Text{"title": v.Title, "submit": v.Submit, "close": v.Close} {
		if err := checkText(name, t, maxTitle); err != nil {
			return err
		}
	}
	return checkBlocks(v)
}

func checkBlocks(v checked) error {
	ids, fields := map[string]bool{}, 0
	for i, b := range v.Blocks {
		if b.BlockID != "" && ids[b.BlockID] {
			return fmt.Errorf("block %d: block_id %q stands twice", i, b.BlockID)
		}
		ids[b.BlockID] = true
		if b.Type != "input" {
			continue
		}
		fields++
		if err := b.check(); err != nil {
			return fmt.Errorf("block %d (%s): %w", i, b.BlockID, err)
		}
	}
	if fields > 0 && (v.Type != "modal" || v.Submit == nil) {
		return errors.New("fields need a modal with submit")
	}
	return nil
}

func (b checkedBlock) check() error {
	if b.Label == nil {
		return errors.New("a field needs a label")
	}
	if err := checkText("label", b.Label, maxLabel); err != nil {
		return err
	}
	if err := checkText("hint", b.Hint, maxLabel); err != nil {
		return err
	}
	e := b.Element
	if e.ActionID == "" || utf8.RuneCountInString(e.ActionID) > maxID {
		return errors.New("action_id is empty or too long")
	}
	if err := checkText("placeholder", e.Placeholder, maxHint); err != nil {
		return err
	}
	switch e.Type {
	case "plain_text_input":
		if utf8.RuneCountInString(e.Initial) > maxTyped || e.MaxLength > maxTyped {
			return errors.New("initial_value or max_length is too long")
		}
	case "external_select", "conversations_select":
	case "static_select":
		if len(e.Options) == 0 {
			return errors.New("a menu needs options")
		}
	default:
		return fmt.Errorf("unexpected element %q", e.Type)
	}
	if e.Chosen != nil {
		if err := CheckOptions([]Option{*e.Chosen}); err != nil {
			return fmt.Errorf("initial_option: %w", err)
		}
	}
	return CheckOptions(e.Options)
}

// CheckOptions holds the entries of a menu against Slack's limits.
func CheckOptions(options []Option) error {
	if len(options) > maxOptions {
		return fmt.Errorf("%d options, allowed are %d", len(options), maxOptions)
	}
	for _, o := range options {
		if n := utf8.RuneCountInString(o.Value); n == 0 || n > maxValue {
			return fmt.Errorf("an option's value has %d characters", n)
		}
		if err := checkText("option", &o.Text, maxOption); err != nil {
			return err
		}
	}
	return nil
}

func checkText(name string, t *Text, most int) error {
	if t == nil {
		return nil
	}
	if n := utf8.RuneCountInString(t.Text); t.Type != "plain_text" || n == 0 || n > most {
		return fmt.Errorf("%s: %s of %d characters, allowed are 1 to %d of plain_text", name, t.Type, n, most)
	}
	return nil
}
