package card_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"newsbell/bot/discord/card"
	"newsbell/bot/discord/discordtest"
	"newsbell/news"
)

// official compiles schemas of Discord's own specification, where it is present.
func official(t *testing.T) func(name string) *jsonschema.Schema {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "data", "contracts", "discord", "openapi.json"))
	if err != nil {
		t.Skip("shared test data not present")
	}
	defer func() { _ = f.Close() }()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	return func(name string) *jsonschema.Schema {
		s, err := c.Compile("openapi.json#/components/schemas/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func holds(t *testing.T, s *jsonschema.Schema, what string, body []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if err := s.Validate(v); err != nil {
		t.Fatalf("%s: %v\n%s", what, err, body)
	}
}

// TestContract_messages holds rendered messages against the specification.
func TestContract_messages(t *testing.T) {
	schema := official(t)
	create, edit := schema("MessageCreateRequest"), schema("MessageEditRequestPartial")
	check := func(what string, d news.Delivery) {
		for _, simple := range []bool{false, true} {
			b, err := card.Render(d, simple)
			if err != nil {
				t.Fatal(err)
			}
			s := create
			if d.Kind == news.KindEdit {
				s = edit
			}
			holds(t, s, what, b)
		}
	}
	for name, d := range shapes() {
		d.Target.Channel = "1200000000000000001"
		check(name, d)
	}
	p := pick{rand.New(rand.NewPCG(7, 7)), hostile(), hostileLinks()}
	for i := range 200 {
		d := discordtest.Alert(news.DeliveryID(i+1), "1200000000000000001", discordtest.Storm())
		d.Message = p.message()
		if i%2 == 0 {
			d.Kind, d.ParentID = news.KindEdit, "9"
		}
		check("random message", d)
	}
}
