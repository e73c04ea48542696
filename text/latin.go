package text

// latin folds U+00C0 to U+017F: two bytes a rune, padded with a space. The
// multiplication and division signs stand in that range but are no letters.
const latin = "" +
	"a a a a a a aec e e e e i i i i d n o o o o o x o u u u u y thss" +
	"a a a a a a aec e e e e i i i i d n o o o o o   o u u u u y thy " +
	"a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g " +
	"g g g g h h h h i i i i i i i i i i ijijj j k k k l l l l l l l " +
	"l l l n n n n n n n n n o o o o o o oeoer r r r r r s s s s s s " +
	"s s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s "
