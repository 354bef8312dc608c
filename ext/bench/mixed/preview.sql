SELECT * FROM portfolio.bi_consumption LIMIT 100;
