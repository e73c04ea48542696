package block_test

import (
	"testing"

	"newsbell/bot/slack/block"
)

func TestMarkedID(t *testing.T) {
	for _, tt := range []struct {
		name  string
		nodes []block.Node
		want  string
	}{
		{"nothing", nil, ""},
		{"a button", []block.Node{{Type: "header"}, {Type: "actions", Elements: []block.Node{{Type: "button", Value: "7"}}}}, "7"},
		{"a button without a value", []block.Node{{Type: "actions", Elements: []block.Node{{Type: "button"}}}}, ""},
		{"a block id", []block.Node{{Type: "header", BlockID: "n1.8.0"}}, "8"},
		{"the block id of another app", []block.Node{{Type: "header", BlockID: "x1.8.0"}, {Type: "header", BlockID: "n1.8"}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := block.MarkedID(tt.nodes); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
