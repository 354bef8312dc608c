-- Prints the page of the demonstration ledger: verdicts on every contract line and one flow diagram.
SELECT demo.portfolio_html('Batteries, magnets and chips: verdicts on every contract line',
	'Sample data. Companies, lots and contracts are invented, except the battery makers that the law names; what those supply here is invented as well.');
