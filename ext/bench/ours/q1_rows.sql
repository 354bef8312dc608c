-- needs function trace_up
SELECT json_build_object('lots', count(*)) FROM trace_up(:'lot') AS t;
