package block

import "strings"

// MarkedID finds the delivery's id in the blocks of a message: the value of a
// button, or the middle of a block id; "" where there is none.
func MarkedID(ns []Node) string {
	for _, n := range ns {
		if n.Type == "button" && n.Value != "" {
			return n.Value
		}
		if parts := strings.Split(n.BlockID, "."); len(parts) == 3 && strings.HasPrefix(parts[0], "n") {
			return parts[1]
		}
		if id := MarkedID(n.Elements); id != "" {
			return id
		}
	}
	return ""
}
