// Package source finds feeds by what people call them: an address, a site, a
// publisher or a name. [Find] says what a subscription is bound to, [Pick] which
// feed is meant, and [Listing] tells how the watched ones are. Package bot/clerk
// looks up and adds what is not watched yet. Read source.go first.
package source
