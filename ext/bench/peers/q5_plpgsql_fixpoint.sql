CALL own_all();
SELECT json_build_object('parties', count(*) FILTER (WHERE part >= 0.25), 'interest_sum', sum(part))
FROM interest_now AS i JOIN party AS p ON p.id = i.party WHERE p.kind <> 'government';
