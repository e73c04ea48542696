package minhash

import (
	"strings"
	"testing"
)

func TestPrint(t *testing.T) {
	words := strings.Fields("the council of the harbour town voted late on monday to close its oldest shipyard after a long dispute over wages safety and the price of steel which had doubled within two years")
	body := strings.Join(words, " ") + ". " + strings.Join(words[5:], " ") + " again."
	other := "A storm crossed the northern islands overnight and left thousands without power, while ferries stayed in port and schools closed until further notice."
	print := Of
	long := "Council of harbour town votes to close shipyard"
	for _, tc := range []struct {
		name string
		a, b Print
		want bool
	}{
		{"same", print("x", body), print("y", body), true},
		{"a few words changed", print("x", body), print("y", strings.Replace(body, "monday", "sunday", 1)), true},
		{"unlike", print(long, body), print(long, other), false},
		{"long headline without bodies", print(long, ""), print(strings.ToUpper(long), ""), true},
		{"short headline without bodies", print("Shipyard closes", ""), print("Shipyard closes", ""), false},
		{"nothing", print("", ""), print("", ""), false},
		{"Chinese", print("", strings.Repeat("特朗普与普京同意就乌克兰问题展开谈判", 2)), print("", strings.Repeat("特朗普与普京同意就乌克兰问题展开谈判", 2)+"。"), true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := tc.a.Copies(tc.b); got != tc.want {
				t.Errorf("got %t, want %t", got, tc.want)
			}
		})
	}
}
