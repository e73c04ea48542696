// Package query is the query language of package match: it reads what a person
// typed into a tree of nodes, says what is wrong and where, and writes a tree
// in its canonical form and in plain words. It knows no article and no index;
// package match holds the tree against articles.
//
// # The language
//
//	ukraine peace talks        all the words
//	apple, microsoft           any of them; also: apple OR microsoft
//	ios -ipados                without a word; also: ios NOT ipados
//	"rate cut"                 words in a row; "rate cut"~3 lets 3 words between
//	(apple OR google) antitrust
//	title:recall               in the headline
//	source:bbc.co.uk,reuters   from a site or publisher
//	lang:de section:world      in a language, a section
//	crypt*                     words that begin so
//	trump NEAR/5 putin         within 5 words of each other
//	=chips  ~running           that very form; any form of the word
//
// Operators are operators only in capitals. Words are whole words; case and
// accents do not matter; a plural or possessive matches its singular.
package query
